using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CloudAnalytics.Server.Web.Intake;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>The listeners in OpenMetrics text.</summary>
static class SyslogMetrics
{
    /// <summary>Adds what listeners have to say; nothing where there are none.</summary>
    internal static void Add(StringBuilder text, ImmutableArray<ListenerSnapshot> listeners)
    {
        if (listeners.IsEmpty)
            return;
        Family("messages", "counter", "Messages received since the start.", l => l.Messages);
        Family("bytes", "counter", "Their bytes.", l => l.Bytes);
        Family("dropped", "counter", "Datagrams for which there was no room.", l => l.Dropped);
        Family("refused", "counter", "Datagrams and connections that were not let in.", l => l.Refused);
        Family("cut", "counter", "Messages that were too long.", l => l.Cut);
        Family("connections", "gauge", "Connections that are open.", l => l.Connections);
        Family("waiting_bytes", "gauge", "Bytes received and not committed.", l => l.WaitingBytes);
        Head("sender_messages", "counter", "Messages of a sender since the start.");
        foreach (var listener in listeners)
        {
            foreach (var sender in listener.Senders)
                Line("sender_messages_total", listener, sender, sender.Messages);
        }

        Head("sender_last_message_timestamp_seconds", "gauge", "When the last message of a sender came.");
        foreach (var listener in listeners)
        {
            foreach (var sender in listener.Senders)
                Line("sender_last_message_timestamp_seconds", listener, sender, sender.LastAt.ToUnixTimeMilliseconds() / 1000.0);
        }

        void Family(string name, string type, string help, Func<ListenerSnapshot, long> value)
        {
            Head(name, type, help);
            foreach (var listener in listeners)
                Line(type == "counter" ? name + "_total" : name, listener, null, value(listener));
        }

        void Head(string name, string type, string help) => text.Append(CultureInfo.InvariantCulture,
            $"# TYPE cloudanalytics_syslog_{name} {type}\n# HELP cloudanalytics_syslog_{name} {help}\n");

        void Line(string name, ListenerSnapshot listener, SenderSnapshot? sender, double value)
        {
            var from = sender is null ? "" : $",sender=\"{sender.Address}\"";
            text.Append(CultureInfo.InvariantCulture, $"cloudanalytics_syslog_{name}{{listener=\"{listener.Path}\"{from}}} {value}\n");
        }
    }
}
