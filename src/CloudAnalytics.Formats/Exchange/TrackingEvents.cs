using CloudAnalytics.Core.Batches;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What the events of message tracking mean (Microsoft Learn, "Event types in the message tracking log").</summary>
static class TrackingEvents
{
    /// <summary>How the event ended: success where the message went on, failure where it did not.</summary>
    internal static Utf8View OutcomeOf(ReadOnlySpan<byte> action) => action switch
    {
        [] => Outcome.Unknown,
        [(byte)'R', (byte)'E', (byte)'C', ..] or [(byte)'S', (byte)'E', (byte)'N', (byte)'D', ..] => Outcome.Success,
        _ when Is(action, "DELIVER"u8) || Is(action, "SUBMIT"u8) || Is(action, "EXPAND"u8) || Is(action, "RESOLVE"u8)
            || Is(action, "REDIRECT"u8)
            || Is(action, "TRANSFER"u8) || Is(action, "MODERATORAPPROVE"u8) => Outcome.Success,
        _ when Is(action, "FAIL"u8) || Is(action, "DEFER"u8) || Is(action, "DELIVERFAIL"u8) || Is(action, "BADMAIL"u8)
            || Is(action, "POISONMESSAGE"u8)
            || Is(action, "SUBMITFAIL"u8) || Is(action, "SUBMITDEFER"u8) || Is(action, "RESUBMITFAIL"u8) || Is(action, "RESUBMITDEFER"u8)
            || Is(action, "MODERATORREJECT"u8) || Is(action, "MODERATIONEXPIRE"u8) || Is(action, "DROP"u8) || Is(action, "THROTTLE"u8) =>
                Outcome.Failure,
        _ => Outcome.Unknown,
    };

    /// <summary>Why the event is the servers' own redundancy traffic, or empty.</summary>
    internal static ReadOnlySpan<byte> NoiseOf(ReadOnlySpan<byte> action) =>
        (action.Length >= 9 && action[0] == 'H' && action[1] == 'A'
            && (action.SequenceEqual("HADISCARD"u8) || action.SequenceEqual("HARECEIVE"u8) || action.SequenceEqual("HAREDIRECT"u8)
            || action.SequenceEqual("HAREDIRECTFAIL"u8)))
        || action.SequenceEqual("NOTIFYSHADOW"u8) || action.SequenceEqual("RESUBMIT"u8) || action.SequenceEqual("LOAD"u8)
            ? "redundancy"u8
            : default;

    static bool Is(ReadOnlySpan<byte> action, ReadOnlySpan<byte> name) => action.SequenceEqual(name);
}
