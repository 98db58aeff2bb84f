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
        WriteJson(result, stream);
    }

    internal static void WriteJson(TraceResult result, Stream stream)
    {
        JsonSerializer.Serialize(stream, result, s_json.TraceResult);
        stream.Write("\n"u8);
    }

    internal static void WriteText(TraceResult result, TextWriter writer)
    {
        if (result.Journeys.Count == 0)
        {
            writer.WriteLine($"No message found for '{Clean(result.Key)}'. A key is {MessageTracer.Keys}.");
            return;
        }

        var count = result.Journeys.Count == 1 ? "1 message" : FormattableString.Invariant($"{result.Journeys.Count} messages");
        writer.WriteLine($"{count} by {result.KeyKind.Replace('_', ' ')}"
            + $"{(result.IsTruncated ? ", the latest of more: --from and --to narrow it" : "")}. Times are UTC.");
        foreach (var journey in result.Journeys)
            Write(journey, writer);
    }

    static void Write(Journey journey, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine($"Message {(journey.MessageId.Length > 0 ? Clean(journey.MessageId) : "without a Message-ID")}");
        if (journey.Subject.Length > 0)
            writer.WriteLine($"  subject  {Clean(journey.Subject)}");
        writer.WriteLine($"  from     {(journey.Sender.Length > 0 ? Clean(journey.Sender) : "<>")}"
            + $"{(journey.Bytes is { } bytes ? $"  ({UnitText.Bytes(bytes)})" : "")}");
        if (journey.NetworkMessageId.Length > 0)
            writer.WriteLine($"  id       {Clean(journey.NetworkMessageId)}");
        if (journey.Submission is { } submission)
            Write(submission, writer);
        for (var i = 0; i < journey.Hops.Count; i++)
        {
            if (journey.Hops[i] is { IsBackground: false, IsReinjection: false, IsReport: false })
                WriteWithReinjections(journey, i, writer);
        }

        // What no way leads to stands by itself, so that nothing is left out.
        for (var i = 0; i < journey.Hops.Count; i++)
        {
            if (journey.Hops[i].IsReinjection && !HasStay(journey, i))
                Write(journey, i, 2, writer);
            if (journey.Hops[i].IsReport)
                Write(journey, i, 2, writer);
        }

        writer.WriteLine("  recipients");
        foreach (var end in journey.Recipients)
            Write(end, writer);
        if (journey.Recipients.Count == 0)
            writer.WriteLine("    no log names one");
        foreach (var gap in journey.Gaps)
            writer.WriteLine($"  gap: {Clean(gap)}");
        if (journey.Lines is { } lines)
            Write(lines, writer);
    }

    static void Write(Submission submission, TextWriter writer)
    {
        writer.WriteLine($"  handed in by {Clean(submission.User)}  {Time(submission.Time)}"
            + $"{(submission.Server.Length > 0 ? $" at {Clean(submission.Server)}" : "")}");
        if (submission.Device.Length > 0)
            writer.WriteLine($"    {Clean(submission.Device)}");
        if (submission.UserAgent.Length > 0)
            writer.WriteLine($"    {Clean(submission.UserAgent)}");
    }

    // A filter gives a message back under a new number: it is the same server, so it stands under it.
    static void WriteWithReinjections(Journey journey, int at, TextWriter writer)
    {
        Write(journey, at, 2, writer);
        var seen = new HashSet<int> { at };
        var next = new Queue<int>([at]);
        while (next.TryDequeue(out var from))
        {
            foreach (var link in journey.Links.Where(link => link.From == from && IsReinjection(journey, link) && seen.Add(link.To)))
            {
                Write(journey, link.To, 4, writer);
                next.Enqueue(link.To);
            }
        }
    }

    static bool IsReinjection(Journey journey, HopLink link) => link.Kind != "report" && journey.Hops[link.To].IsReinjection
        && journey.Hops[link.To].Server == journey.Hops[link.From].Server;

    static bool HasStay(Journey journey, int at)
    {
        var seen = new HashSet<int>();
        while (seen.Add(at) && journey.Links.FirstOrDefault(link => link.To == at && IsReinjection(journey, link)) is { } link)
            at = link.From;
        return !journey.Hops[at].IsReinjection;
    }

    static void Write(Journey journey, int at, int indent, TextWriter writer)
    {
        var hop = journey.Hops[at];
        var space = new string(' ', indent);
        var name = hop.QueueId.Length == 0 ? Clean(hop.Server)
            : hop.IsReinjection ? $"back from a filter as {Clean(hop.QueueId)}" : $"{Clean(hop.Server)} as {Clean(hop.QueueId)}";
        writer.WriteLine($"{space}{(hop.IsReport ? "report: " : "")}{name}  arrived {Time(hop.Arrived)}, stayed {Number(hop.DelayMs)} ms"
            + $"{(hop.From.Length > 0 ? $", from {Clean(hop.From)}" : "")}{(hop.Connector.Length > 0 ? $", by {Clean(hop.Connector)}" : "")}");
        if (journey.Submission is { } submission && submission.To == at)
            writer.WriteLine($"{space}  <- from {Clean(submission.User)}{Later(submission.DelayMs)}");
        foreach (var link in journey.Links.Where(link => link.To == at))
            writer.WriteLine($"{space}  <- {LinkText(journey, link)}");
        if (!journey.Links.Any(link => link.To == at) && hop.TransitMs is { } transit)
            writer.WriteLine($"{space}  <- {Number(transit)} ms after the server before");
        if (hop.Verdict.Length > 0)
            writer.WriteLine($"{space}  verdict: {Clean(hop.Verdict)}");
        foreach (var e in hop.Events)
        {
            writer.WriteLine($"{space}  {Time(e.Time)}  {Clean(e.Action),-14} {Clean(e.Source),-12}{(e.To.Length > 0 ? $" -> {Clean(e.To)}" : "")}"
                + $"{(e.Recipients.Count > 0 ? $"  {Clean(string.Join("; ", e.Recipients))}" : "")}{(e.Detail.Length > 0 ? $"  {Clean(e.Detail)}" : "")}");
        }

        foreach (var session in hop.SmtpSessions)
        {
            writer.WriteLine($"{space}  SMTP session {Clean(session.Session)}  ({session.Because.TrimEnd('.')})");
            foreach (var line in session.Lines)
                writer.WriteLine($"{space}    {Time(line.Time)} {Clean(line.Event)} {Clean(line.Text)}");
        }
    }

    static string LinkText(Journey journey, HopLink link)
    {
        var from = journey.Hops[link.From];
        var name = from.QueueId.Length > 0 ? $"{from.Server}/{from.QueueId}" : from.Server;
        var delay = Later(link.DelayMs);
        return Clean(link.Kind switch
        {
            "report" => $"a report about {name}{delay}",
            "probable" => $"probably from {name}{delay} (Message-ID and addresses agree; no server names the other)",
            _ => $"from {name}{delay}",
        });
    }

    // A server logs that it handed a message over after the next one has it: a little less than nothing is nothing.
    static string Later(double delayMs) => delayMs > 0 ? $", {Number(delayMs)} ms later" : "";

    static void Write(RecipientEnd end, TextWriter writer)
    {
        writer.WriteLine($"    {(end.Address.Length > 0 ? Clean(end.Address) : "(no log names the recipient)")}"
            + $"{(end.Original.Length > 0 ? $", written to {Clean(end.Original)}" : "")}");
        writer.WriteLine($"      {Clean(end.Words)}");
        var before = end is { Deferrals: > 0, State: not (EndState.Deferred or EndState.Expired) }
            ? $", put off {end.Deferrals.ToString(CultureInfo.InvariantCulture)} times before" : "";
        writer.WriteLine($"      {Time(end.Time)}, {Clean(end.Server)}{before}");
        if (end.State is EndState.Delivered or EndState.HandedOver && end.Detail.Length > 0)
            writer.WriteLine($"      {Clean(end.Detail)}");
    }

    static void Write(IReadOnlyList<JourneyLine> lines, TextWriter writer)
    {
        writer.WriteLine("  lines");
        foreach (var line in lines)
        {
            writer.WriteLine($"    {Clean(line.Host)} {Clean(line.SourceFile)}"
                + $"{(line.Offset is { } offset ? $" at {offset.ToString(CultureInfo.InvariantCulture)}" : $" row {line.RowId}")}");
            writer.WriteLine($"      {(line.Raw.Length > 0 ? Clean(line.Raw) : "(the archive keeps no raw lines of this format)")}");
        }
    }

    static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    static string Clean(string text) => TerminalText.Clean(text);
}
