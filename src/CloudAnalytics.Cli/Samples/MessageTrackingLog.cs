using System.Runtime.InteropServices;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes rows of message tracking: all thirty columns, quoted where they must be.</summary>
sealed class MessageTrackingLog(TruthRecorder truth, ulong seed)
{
    readonly SampleRandom _ids = new(seed, "tracking-log-id"u8);

    /// <summary>Writes the row and takes note of it; false when its time is outside of the sample.</summary>
    public bool Write(TrackingRow row)
    {
        LogChannel log = row.Server.Log(row.Log);
        MailMessage message = row.Message;
        // Drawn for every row, so that a shorter span changes no number of another.
        SampleGuid id = _ids.NextGuid();
        if (!log.Begin(row.Time))
        {
            message.IsCut = true;
            return false;
        }
        Front(log, row);
        if (row.HasMessage)
            Identity(log, row, message);
        else
            log.Skip(9);
        log.Cell(message.Subject.Written[..(row.HasMessage ? message.Subject.Written.Length : 0)]);
        log.Cell(message.Sender.Text);
        log.Cell(message.HasNullReturnPath ? "<>"u8 : row.HasMessage ? message.Sender.Text : []);
        Back(log, row, message, id);
        log.End();
        bool noise = row.Event.IsHighAvailability || message.Sender.IsMonitoring;
        truth.Tracking(row.Time, row.Event, noise, row.HasMessage ? message : null, CollectionsMarshal.AsSpan(row.Recipients));
        if (row.HasMessage)
            message.Hops?.Add(new Hop(row.Time, row.Server, row.Event, row.InternalId, [.. row.Recipients]));
        return true;
    }

    /// <summary>date-time to event-id.</summary>
    static void Front(LogChannel log, TrackingRow row)
    {
        log.TimeCell(row.Time);
        log.Cell(row.ClientIp);
        log.Cell(row.ClientHost);
        log.Cell(row.ServerIp);
        log.Cell(row.ServerHost);
        log.Cell(row.Context.Written);
        log.Cell(row.Connector);
        log.Cell(row.Event.Source);
        log.Cell(row.Event.Name);
    }

    /// <summary>internal-message-id to reference.</summary>
    static void Identity(LogChannel log, TrackingRow row, MailMessage message)
    {
        log.Cell(row.InternalId);
        log.Cell(message.MessageId.Written);
        log.Cell(message.NetworkId);
        for (var i = 0; i < row.Recipients.Count; i++)
            log.Add(i > 0 ? ";"u8 : []).Add(row.Recipients[i].Text);
        log.Next();
        for (var i = 0; i < row.Recipients.Count && (row.HasRoles || row.Status.Written.Length > 0); i++)
            log.Add(i > 0 ? ";"u8 : []).Add(row.HasRoles ? Role(i) : row.Status.Written);
        log.Next();
        log.Cell(message.Bytes);
        log.Cell(row.Recipients.Count);
        log.Cell(row.Related);
        log.Cell(row.Reference);
    }

    /// <summary>message-info to schema-version.</summary>
    static void Back(LogChannel log, TrackingRow row, MailMessage message, SampleGuid id)
    {
        log.Cell(row.Info.Written);
        log.Cell(row.HasMessage ? message.IsIncoming ? "Incoming"u8 : "Originating"u8 : []);
        log.Skip(1);
        log.Cell(row.HasMessage ? message.ClientIp : []);
        log.Cell(row.HasMessage && message.ClientIp.Length > 0 ? row.Server.LinkLocal : []);
        log.Cell(row.Custom.Written);
        log.Cell(row.HasMessage ? "Email"u8 : []);
        log.Cell(id);
        log.Cell(log.LayoutAt(row.Time).VersionText);
    }

    static ReadOnlySpan<byte> Role(int recipient) => recipient == 0 || recipient % 3 != 0 ? "To"u8 : "Cc"u8;
}
