using System.Buffers;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What source-context, custom-data, message-info and recipient-status say between the lines.</summary>
static unsafe class TrackingDetails
{
    static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <summary>Sets the fields derived from three packed cells.</summary>
    internal static void Read(
        ref RowWriter row, ReadOnlySpan<byte> action, ReadOnlySpan<byte> context, ReadOnlySpan<byte> info, ReadOnlySpan<byte> customData)
    {
        if (!context.IsEmpty)
            ReadContext(ref row, action, context);
        var origin = info.IndexOf((byte)';');
        if (origin >= 19)
            Time(ref row, MessageTrackingFormat.OriginTime, info[..origin]);
        var latency = KeyValueText.Find(customData, "S:E2ELatency="u8, (byte)';');
        if (!latency.IsEmpty && Utf8Number.TryParseSeconds(latency, out var millis))
            row.Set(MessageTrackingFormat.EndToEndLatencyMs, millis);
    }

    /// <summary>Sets why a message failed or was deferred.</summary>
    internal static void ReadFailure(ref RowWriter row)
    {
        var code = EnhancedStatus.Find(row.Get(MessageTrackingFormat.RecipientStatus));
        if (code.IsEmpty)
            code = EnhancedStatus.Find(row.Get(MessageTrackingFormat.SourceContext));
        if (!code.IsEmpty)
            row.SetBorrowed(LoginFields.FailureReason, code);
    }

    static void ReadContext(ref RowWriter row, ReadOnlySpan<byte> action, ReadOnlySpan<byte> context)
    {
        // Both names of times end in this; most contexts have neither, and are asked once.
        var time = context.Length > "ClientSubmitTime:"u8.Length ? context.IndexOf("Time:"u8) : -1;
        if (action.SequenceEqual("RECEIVE"u8) && context.Length > 16 && context[16] == ';')
        {
            // 08DC1DB12C345BE5;2024-01-25T15:16:09.544Z;0: session, time, number.
            row.SetBorrowed(MessageTrackingFormat.SmtpSession, context[..16]);
        }
        else if (action.StartsWith("SEND"u8))
        {
            // SENDEXTERNAL names the session it went in before the reply; SEND leaves that place empty.
            var hasSession = context.Length > 16 && context[16] == ';' && context[..16].IndexOfAnyExcept(s_hexDigits) < 0;
            if (hasSession)
                row.SetBorrowed(MessageTrackingFormat.SmtpSession, context[..16]);
            var reply = (hasSession ? context[16..] : context).TrimStart((byte)';');
            var end = time >= 0 ? reply.IndexOf(";ClientSubmitTime:"u8) : -1;
            row.SetBorrowed(MessageTrackingFormat.SmtpResponse, end < 0 ? reply : reply[..end]);
            var queue = RemoteQueue.Find(reply);
            if (!queue.IsEmpty)
                row.SetBorrowed(MessageTrackingFormat.RemoteQueueId, queue);
        }

        if (time >= 0)
            ReadSubmission(ref row, context, time);
    }

    static void ReadSubmission(ref RowWriter row, ReadOnlySpan<byte> context, int time)
    {
        // A SEND ends in this name, mostly without a time.
        if (time + "Time:"u8.Length == context.Length)
            return;
        Time(ref row, MessageTrackingFormat.ClientSubmitTime, KeyValueText.Find(context, "ClientSubmitTime:"u8, (byte)';'));
        if (!row.IsSet(MessageTrackingFormat.ClientSubmitTime))
            Time(ref row, MessageTrackingFormat.ClientSubmitTime, KeyValueText.Find(context, "CreationTime:"u8, (byte)','));
    }

    static void Time(ref RowWriter row, Field<Timestamp> field, ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text)
        {
            if (!text.IsEmpty && Utf8Time.TryParse(first, text.Length, out var micros))
                row.Set(field, new Timestamp(micros));
        }
    }
}
