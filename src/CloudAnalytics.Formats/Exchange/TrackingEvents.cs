using System.Buffers.Binary;
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

    // Several times the number of events, so that most of what is looked for is found, or not, at the first place.
    const int Places = 256;

    // Open addressing: an event stands at the place that its key's hash names, or behind it; free places mean no event.
    static readonly ulong[] s_keys = new ulong[Places];
    static readonly TrackingEvent[] s_meanings = Table(
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
    internal static ref readonly TrackingEvent Of(ReadOnlySpan<byte> action) => ref s_meanings[PlaceOf(KeyOf(action))];

    // The first eight bytes and the length tell all events apart, which the table checks when it is made.
    static ulong KeyOf(ReadOnlySpan<byte> action)
    {
        ulong first = 0;
        if (action.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(action);
        }
        else if (action.Length >= sizeof(uint))
        {
            // The two halves overlap; where they do, they are the same.
            var last = action.Length - sizeof(uint);
            first = BinaryPrimitives.ReadUInt32LittleEndian(action)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(action[last..]) << (last * 8));
        }
        else
        {
            for (var i = action.Length - 1; i >= 0; i--)
                first = (first << 8) | action[i];
        }

        return first ^ ((ulong)action.Length << 57);
    }

    // Where the key stands, or the free place that ended the search for it.
    static int PlaceOf(ulong key)
    {
        var place = (int)((key * 0x9E3779B97F4A7C15) >> 56);
        while (s_keys[place] != key && s_keys[place] != 0)
            place = (place + 1) % Places;
        return place;
    }

    static TrackingEvent[] Table(params ReadOnlySpan<Group> groups)
    {
        var meanings = new TrackingEvent[Places];
        Array.Fill(meanings, new TrackingEvent(Outcome.Unknown, default, false));
        foreach (var group in groups)
        {
            foreach (var name in group.Names)
            {
                var key = KeyOf(System.Text.Encoding.UTF8.GetBytes(name));
                var place = PlaceOf(key);
                Check.That(s_keys[place] == 0);
                s_keys[place] = key;
                meanings[place] = new TrackingEvent(group.Outcome, group.Noise, group.IsFailure);
            }
        }

        return meanings;
    }

    readonly record struct Group(Utf8View Outcome, Utf8View Noise, bool IsFailure, string[] Names);
}
