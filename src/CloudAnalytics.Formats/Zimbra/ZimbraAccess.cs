using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Messages of the categories imap, pop, soap, SoapEngine and misc: what clients ask for.</summary>
static class ZimbraAccess
{
    const int VerbBytesMax = 64;

    // Messages that are told by how they begin.
    static readonly (byte[] Begin, byte[] Action, bool IsFailure)[] s_known =
    [
        ("connected"u8.ToArray(), "connected"u8.ToArray(), false),
        ("quit from client"u8.ToArray(), "quit"u8.ToArray(), false),
        ("disconnected without quit"u8.ToArray(), "disconnected without quit"u8.ToArray(), false),
        ("dropping connection due to too many errors"u8.ToArray(), "dropping connection"u8.ToArray(), true),
        ("throttling "u8.ToArray(), "throttling"u8.ToArray(), true),
        ("too many IMAP requests from "u8.ToArray(), "throttling"u8.ToArray(), true),
        ("Sending quota warning"u8.ToArray(), "quota warning"u8.ToArray(), false),
    ];

    /// <summary>Commands and logins.</summary>
    internal static bool ImapOrPop(ref RowWriter row, ReadOnlySpan<byte> message, ReadOnlySpan<byte> protocol)
    {
        row.Set(LoginFields.Protocol, protocol);
        if (ZimbraText.TryAfter(message, "user "u8, out var rest)
            && ZimbraText.TryTake(ref rest, " authenticated, mechanism="u8, out var user))
        {
            row.Set(CommonFields.Action, "authenticated"u8);
            row.Set(CommonFields.Outcome, Outcome.Success);
            row.SetBorrowed(CommonFields.UserName, user);
            var end = rest.IndexOf((byte)' ');
            row.SetBorrowed(LoginFields.AuthMethod, end < 0 ? rest : rest[..end]);
            return true;
        }

        if (ZimbraFailure.TryRead(message, "] ("u8, out var name, out var reason)
            || ZimbraFailure.TryRead(message, "], "u8, out name, out reason))
        {
            Failed(ref row, "authentication failed"u8, name, reason, isLogin: ZimbraFailure.IsUnknownAccount(reason));
            return true;
        }

        if (ZimbraText.TryAfter(message, "selected folder "u8, out rest))
        {
            row.Set(CommonFields.Action, "selected folder"u8);
            row.SetBorrowed(MailEdge.Folder, rest);
            return true;
        }

        return Elapsed(ref row, message) || NoSuchFolder(ref row, message) || Misc(ref row, message);
    }

    /// <summary>How long requests took.</summary>
    internal static bool Soap(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        if (row.Get(LoginFields.Protocol).IsEmpty)
            row.Set(LoginFields.Protocol, "soap"u8);
        if (ZimbraText.TryAfter(message, "(batch) "u8, out var rest))
            message = rest;
        if (!message.StartsWith("Slow SOAP request"u8))
            return Elapsed(ref row, message) || Misc(ref row, message);
        row.Set(CommonFields.Action, "slow request"u8);
        return true;
    }

    /// <summary>
    /// Requests that failed. Only a login of an account that does not exist counts: of all others the audit log has a line.
    /// </summary>
    internal static bool SoapEngine(ref RowWriter row, ReadOnlySpan<byte> message, scoped in ZimbraContext.Facts facts)
    {
        if (row.Get(LoginFields.Protocol).IsEmpty)
            row.Set(LoginFields.Protocol, "soap"u8);
        var isProxy = ZimbraText.TryAfter(message, "proxy handler exception"u8, out var rest);
        if (!isProxy && !ZimbraText.TryAfter(message, "handler exception"u8, out rest))
            return Misc(ref row, message);
        row.SetBorrowed(UnixFields.Message, message);
        rest = rest.TrimStart(": "u8);
        var action = isProxy ? "proxy handler exception"u8 : "handler exception"u8;
        if (ZimbraFailure.TryRead(rest, "], "u8, out var name, out var reason))
        {
            Failed(ref row, action, name, reason,
                isLogin: ZimbraFailure.IsUnknownAccount(reason) && !facts.OriginProtocol.SequenceEqual("smtp"u8));
            row.Set(CommonFields.ErrorCode, "authentication failed"u8);
            return true;
        }

        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        if (rest.IsEmpty)
            return true;
        row.SetBorrowed(ZimbraFields.ErrorMessage, rest);
        if (!row.Get(CommonFields.ErrorCode).IsEmpty)
            return true;
        // The kind stands before what it is about: "no such folder path: /x".
        var end = rest.IndexOfAny((byte)':', (byte)',', (byte)'[');
        row.SetBorrowed(CommonFields.ErrorCode, (end < 0 ? rest : rest[..end]).TrimEnd((byte)' '));
        return true;
    }

    /// <summary>What any category may write.</summary>
    internal static bool Misc(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        if (ZimbraText.TryAfter(message, "Access from IP "u8, out var rest)
            && ZimbraText.TryTake(ref rest, " suspended"u8, out var address))
        {
            row.Set(CommonFields.Action, "access suspended"u8);
            row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(address));
            return true;
        }

        if (ZimbraText.TryAfter(message, "delegated access: "u8, out rest))
        {
            row.Set(CommonFields.Action, "delegated access"u8);
            if (ZimbraText.TryTakeLast(ref rest, ", target account="u8, out var target))
                row.SetBorrowed(ZimbraFields.Account, target);
            if (ZimbraText.TryTakeLast(ref rest, ", authenticated account="u8, out var actor))
                row.SetBorrowed(CommonFields.UserName, actor);
            return true;
        }

        foreach (var (begin, action, isFailure) in s_known)
        {
            if (!message.StartsWith(begin))
                continue;
            row.Set(CommonFields.Action, action);
            if (isFailure)
                row.Set(CommonFields.Outcome, Outcome.Failure);
            row.SetBorrowed(UnixFields.Message, message);
            return true;
        }

        return false;
    }

    static void Failed(
        ref RowWriter row, ReadOnlySpan<byte> action, ReadOnlySpan<byte> name, ReadOnlySpan<byte> reason, bool isLogin)
    {
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        if (!name.IsEmpty)
            row.SetBorrowed(CommonFields.UserName, name);
        ZimbraFailure.SetReason(ref row, reason);
        if (isLogin)
            row.Set(LoginFields.Login, true);
    }

    // "FETCH elapsed=12 (NIO)", "SearchRequest elapsed=12", "SearchRequest proxy=host,elapsed=12".
    static bool Elapsed(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        var rest = message;
        if (!ZimbraText.TryTakeLast(ref rest, "elapsed="u8, out var millis) || rest.IsEmpty || rest[^1] is not ((byte)' ' or (byte)',')
            || !ZimbraText.TryDigits(millis, out var duration))
            return false;
        var verb = rest[..^1];
        if (ZimbraText.TryTakeLast(ref verb, " proxy="u8, out var proxy))
            row.SetBorrowed(UnixFields.RelayHost, proxy);
        if (verb.IsEmpty || verb.Length > VerbBytesMax)
            return false;
        row.SetBorrowed(CommonFields.Action, verb);
        row.Set(CommonFields.DurationMs, duration);
        return true;
    }

    // "SELECT failed: no such folder: Archive"
    static bool NoSuchFolder(ref RowWriter row, ReadOnlySpan<byte> message)
    {
        var rest = message;
        if (!ZimbraText.TryTake(ref rest, " failed: "u8, out var verb) || verb.Length > VerbBytesMax)
            return false;
        row.SetBorrowed(CommonFields.Action, verb);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        if (ZimbraText.TryTake(ref rest, ": "u8, out var kind))
            row.SetBorrowed(MailEdge.Folder, rest);
        row.SetBorrowed(CommonFields.ErrorCode, kind.IsEmpty ? rest : kind);
        return true;
    }
}
