using System.Collections.Immutable;
using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Keeps the ways of a few messages of each kind.</summary>
sealed class JourneyRecorder
{
    readonly Dictionary<string, int> _wanted = new()
    {
        ["internal"] = 3, ["list"] = 3, ["outbound"] = 3, ["inbound"] = 3, ["relay"] = 2, ["deferred"] = 2, ["failed"] = 3, ["spam"] = 1,
    };

    readonly List<JourneyTruth> _journeys = [];

    /// <summary>From when on ways are kept: the last day, where people look first.</summary>
    public long From { get; set; }

    /// <summary>Before a message's first row.</summary>
    public void Begin(MailMessage message)
    {
        message.States.Clear();
        message.Hops = message.Origin >= From && _wanted.Count > 0 && message.Kind is not (MailKind.Probe or MailKind.Report) ? [] : null;
        foreach (MailAddress recipient in message.Recipients)
            message.SetState(recipient, "pending");
    }

    /// <summary>After its last row.</summary>
    public void Finish(MailMessage message)
    {
        if (message.Hops is not { Count: > 0 } hops || message.IsCut)
            return;
        string kind = message switch
        {
            { Kind: MailKind.Spam } => "spam",
            { WasDeferred: true } => "deferred",
            { HasFailed: true } => "failed",
            _ => message.Kind.ToString().ToLowerInvariant(),
        };
        if (!_wanted.TryGetValue(kind, out int wanted))
            return;
        if (wanted == 1)
            _wanted.Remove(kind);
        else
            _wanted[kind] = wanted - 1;
        var network = new Utf8Text();
        network.Add(message.NetworkId);
        _journeys.Add(new JourneyTruth(
            kind, Text(message.MessageId), Text(network), message.Sender.Name, Text(message.Subject), message.Bytes,
            [.. hops.OrderBy(hop => hop.Time).Select(HopOf)],
            [.. message.States.Select(entry => new RecipientTruth(entry.Recipient.Name, entry.State))]));
    }

    public ImmutableArray<JourneyTruth> Result() => [.. _journeys];

    static string Text(Utf8Text text) => Encoding.UTF8.GetString(text.Written);

    static HopTruth HopOf(Hop hop) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(hop.Time), hop.Server.Name, hop.Event.SourceText, hop.Event.NameText, hop.InternalId,
        [.. hop.Recipients.Select(recipient => recipient.Name)]);
}
