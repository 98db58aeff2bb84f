using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Finds the logins in conversations that this server answers, and marks one row for each. A failure is spread over several rows:
/// <c>AUTH LOGIN</c>, <c>Inbound AUTH LOGIN failed because of LogonDenied</c> (at times twice), <c>User Name: u@d</c>,
/// <c>535 5.7.3</c>. The row of the account counts; where there is none, the answer does, or the end of the connection. Of a success it is
/// the row <c>authenticated</c>, else the answer 235.
/// </summary>
static class SmtpLogins
{
    const byte Failed = 1;
    const byte Counted = 2;
    const int ReasonText = 0;
    const int MethodText = 1;

    /// <summary>Looks at a row whose line was read, and marks it when it is the one that counts.</summary>
    internal static void Observe(ref RowWriter row, SessionMemory memory)
    {
        var session = row.Get(SessionFields.SessionId);
        var kind = row.Get(SmtpProtocolFormat.Event);
        if (session.IsEmpty || kind.Length != 1)
            return;
        var key = Hash64.Of(session);
        switch (kind[0])
        {
            case (byte)'<' when IsAuth(row.Get(CommonFields.Action)):
                memory.SetTextAt(memory.Begin(key), MethodText, row.Get(LoginFields.AuthMethod));
                break;
            case (byte)'*':
                Information(ref row, memory, key);
                break;
            case (byte)'>' when memory.Count > 0 && row.Get(CommonFields.StatusCode) is { } code:
                Answer(ref row, memory, key, code);
                break;
            case (byte)'-' when memory.Find(key) is var place and >= 0:
                if (memory.FlagsAt(place) == Failed)
                    Count(ref row, memory, place, Outcome.Failure);
                memory.End(key);
                break;
            case (byte)'+':
                memory.End(key);
                break;
        }
    }

    static bool IsAuth(ReadOnlySpan<byte> verb) => verb.SequenceEqual("AUTH"u8) || verb.SequenceEqual("X-EXPS"u8);

    static void Information(ref RowWriter row, SessionMemory memory, ulong key)
    {
        var note = row.Get(SmtpProtocolFormat.Context);
        if (note.SequenceEqual("authenticated"u8))
        {
            var place = memory.Find(key) is var open and >= 0 ? open : memory.Begin(key);
            if ((memory.FlagsAt(place) & Counted) != 0)
                return;
            var user = row.Get(SmtpProtocolFormat.Data);
            if (!user.Contains((byte)' '))
                row.Set(CommonFields.UserName, user);
            Count(ref row, memory, place, Outcome.Success);
        }
        else if (note.StartsWith("User Name: "u8))
        {
            // It is written of failures only, so it counts even where the rows before it were in another delivery.
            var place = memory.Find(key) is var open and >= 0 ? open : memory.Begin(key);
            if ((memory.FlagsAt(place) & Counted) != 0)
                return;
            var user = note[11..].Trim((byte)' ');
            if (!user.SequenceEqual("NULL"u8))
                row.Set(CommonFields.UserName, user);
            Count(ref row, memory, place, Outcome.Failure);
        }
        else if (TryFailure(note, out var method, out var reason))
        {
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(LoginFields.FailureReason, reason);
            row.SetBorrowed(LoginFields.AuthMethod, method);
            var place = memory.Find(key) is var open and >= 0 ? open : memory.Begin(key);
            memory.FlagsAt(place) |= Failed;
            memory.SetTextAt(place, ReasonText, reason);
            if (memory.TextAt(place, MethodText).IsEmpty)
                memory.SetTextAt(place, MethodText, method);
        }
    }

    static void Answer(ref RowWriter row, SessionMemory memory, ulong key, long code)
    {
        var place = memory.Find(key);
        if (place < 0 || code is < 400 and not 235)
            return;
        if ((memory.FlagsAt(place) & Counted) == 0)
            Count(ref row, memory, place, code < 400 ? Outcome.Success : Outcome.Failure);
        memory.End(key);
    }

    static void Count(ref RowWriter row, SessionMemory memory, int place, Utf8View outcome)
    {
        memory.FlagsAt(place) |= Counted;
        row.Set(CommonFields.Action, Utf8View.Inline("AUTH"u8));
        row.Set(CommonFields.Outcome, outcome);
        row.Set(LoginFields.Login, true);
        row.Set(LoginFields.AuthMethod, memory.TextAt(place, MethodText));
        var reason = memory.TextAt(place, ReasonText);
        if (!reason.IsEmpty)
            row.Set(LoginFields.FailureReason, reason);
    }

    // "Inbound AUTH LOGIN failed because of LogonDenied", "Inbound Negotiate failed because of ...", "Inbound ExchangeAuth negotiation
    // failed because of ...", "LiveID Authentication failed with reason: ..., Details: ...".
    static bool TryFailure(ReadOnlySpan<byte> note, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> reason)
    {
        method = reason = default;
        if (note.StartsWith("LiveID Authentication failed with reason: "u8))
        {
            reason = note[42..];
            if (reason.IndexOf((byte)',') is var comma and >= 0)
                reason = reason[..comma];
            return true;
        }

        var failed = note.IndexOf(" failed because "u8);
        if (failed < 0 || !note.StartsWith("Inbound "u8))
            return false;
        method = note[8..Math.Max(8, failed)];
        if (method.StartsWith("AUTH "u8))
            method = method[5..];
        if (method.IndexOf((byte)' ') is var space and >= 0)
            method = method[..space];
        if (Ascii.EqualsIgnoreCase(method, "authentication"u8))
            method = default;
        reason = note[(failed + 16)..];
        if (reason.StartsWith("of "u8))
            reason = reason[3..];
        return true;
    }
}
