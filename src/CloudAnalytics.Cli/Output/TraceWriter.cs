using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Cli.Output;

/// <summary>Writes journeys for reading: the servers in order, what happened there, and each recipient's end.</summary>
static class TraceWriter
{
    static readonly TraceJson s_json = new(new JsonSerializerOptions(TraceJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    internal static void WriteJson(TraceResult result)
    {
        using var stream = Console.OpenStandardOutput();
        JsonSerializer.Serialize(stream, result, s_json.TraceResult);
        stream.Write("\n"u8);
    }

    internal static void WriteText(TraceResult result, TextWriter writer)
    {
        if (result.Journeys.Count == 0)
        {
            writer.WriteLine($"No message found for '{TerminalText.Clean(result.Key)}'. A key is a Message-ID, a network message id, an address, or words of a subject.");
            return;
        }

        writer.WriteLine($"{result.Journeys.Count} message(s) by {result.KeyKind.Replace('_', ' ')}{(result.IsTruncated ? ", the latest of more: --from and --to narrow it" : "")}. Times are UTC.");
        foreach (var journey in result.Journeys)
            Write(journey, writer);
    }

    static void Write(Journey journey, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine($"Message {Clean(journey.MessageId)}");
        writer.WriteLine($"  subject  {Clean(journey.Subject)}");
        writer.WriteLine($"  from     {Clean(journey.Sender)}{(journey.Bytes is { } bytes ? $"  ({UnitText.Bytes(bytes)})" : "")}");
        if (journey.NetworkMessageId.Length > 0)
            writer.WriteLine($"  id       {Clean(journey.NetworkMessageId)}");
        foreach (var hop in journey.Hops.Where(hop => !hop.IsBackground))
            Write(hop, writer);
        writer.WriteLine("  recipients");
        foreach (var end in journey.Recipients)
            writer.WriteLine($"    {Clean(end.Address),-36} {Words(end.State),-12} {Time(end.Time)}  {Clean(end.Detail)}");
        foreach (var gap in journey.Gaps)
            writer.WriteLine($"  gap: {Clean(gap)}");
    }

    static void Write(Hop hop, TextWriter writer)
    {
        var transit = hop.TransitMs is { } ms ? $", {ms.ToString("N0", CultureInfo.InvariantCulture)} ms after the server before" : "";
        writer.WriteLine($"  {Clean(hop.Server)}  arrived {Time(hop.Arrived)}{transit}, stayed {hop.DelayMs.ToString("N0", CultureInfo.InvariantCulture)} ms"
            + $"{(hop.From.Length > 0 ? $", from {Clean(hop.From)}" : "")}{(hop.Connector.Length > 0 ? $", by {Clean(hop.Connector)}" : "")}");
        foreach (var e in hop.Events)
        {
            writer.WriteLine($"    {Time(e.Time)}  {Clean(e.Action),-14} {Clean(e.Source),-12}{(e.To.Length > 0 ? $" -> {Clean(e.To)}" : "")}"
                + $"{(e.Recipients.Count > 0 ? $"  {Clean(string.Join("; ", e.Recipients))}" : "")}{(e.Detail.Length > 0 ? $"  {Clean(e.Detail)}" : "")}");
        }

        foreach (var session in hop.SmtpSessions)
        {
            writer.WriteLine($"    SMTP session {Clean(session.Session)}  ({session.Because.TrimEnd('.')})");
            foreach (var line in session.Lines)
                writer.WriteLine($"      {Time(line.Time)} {Clean(line.Event)} {Clean(line.Text)}");
        }
    }

    static string Words(EndState state) => state switch
    {
        EndState.HandedOver => "handed over",
        _ => state.ToString().ToLowerInvariant(),
    };

    static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    static string Clean(string text) => TerminalText.Clean(text);
}
