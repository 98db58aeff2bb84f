using System.Collections.Frozen;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What an event of message tracking means.</summary>
/// <param name="Outcome">success where the message went on, failure where it did not, else unknown.</param>
/// <param name="Noise">Why it is the servers' own traffic; a zero view for people's.</param>
/// <param name="IsFailure">Whether a reason is worth looking for.</param>
readonly record struct TrackingEvent(Utf8View Outcome, Utf8View Noise, bool IsFailure);

/// <summary>The events of message tracking (Microsoft Learn, "Event types in the message tracking log").</summary>
static class TrackingEvents
{
    static readonly Utf8View s_redundancy = Utf8View.Inline("redundancy"u8);

    static readonly TrackingEvent s_other = new(Outcome.Unknown, default, false);

    static readonly FrozenDictionary<ulong, TrackingEvent> s_events = Table(
        new(Outcome.Success, default, false,
            ["DELIVER", "SEND", "SENDEXTERNAL", "RECEIVE", "SUBMIT", "EXPAND", "RESOLVE", "REDIRECT", "TRANSFER", "MODERATORAPPROVE"]),
        new(Outcome.Failure, default, true,
        [
            "FAIL", "DEFER", "DELIVERFAIL", "BADMAIL", "POISONMESSAGE", "SUBMITFAIL", "SUBMITDEFER", "RESUBMITFAIL", "RESUBMITDEFER",
            "MODERATORREJECT", "MODERATIONEXPIRE", "DROP", "THROTTLE",
        ]),
        new(Outcome.Unknown, default, true, ["DSN"]),
        new(Outcome.Unknown, s_redundancy, false,
            ["HADISCARD", "HARECEIVE", "HAREDIRECT", "HAREDIRECTFAIL", "NOTIFYSHADOW", "RESUBMIT", "LOAD"]));

    /// <summary>The meaning of an event id.</summary>
    internal static TrackingEvent Of(ReadOnlySpan<byte> action) => s_events.TryGetValue(KeyOf(action), out var meaning) ? meaning : s_other;

    // The first eight bytes and the length tell all events apart, which the table checks when it is made.
    static ulong KeyOf(ReadOnlySpan<byte> action)
    {
        ulong first = 0;
        for (var i = Math.Min(action.Length, 8) - 1; i >= 0; i--)
            first = (first << 8) | action[i];
        return first ^ ((ulong)action.Length << 57);
    }

    static FrozenDictionary<ulong, TrackingEvent> Table(params ReadOnlySpan<Group> groups)
    {
        var events = new Dictionary<ulong, TrackingEvent>();
        foreach (var group in groups)
        {
            foreach (var name in group.Names)
                Check.That(events.TryAdd(KeyOf(System.Text.Encoding.UTF8.GetBytes(name)),
                    new TrackingEvent(group.Outcome, group.Noise, group.IsFailure)));
        }

        return events.ToFrozenDictionary();
    }

    readonly record struct Group(Utf8View Outcome, Utf8View Noise, bool IsFailure, string[] Names);
}
