using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Reads a record of the audit log: <c>cmd=Auth; account=a@b; protocol=soap; error=...;</c>.</summary>
static class ZimbraCommand
{
    // An error= tells of a failure; the level does not: a lock-out is INFO.
    static ReadOnlySpan<byte> LockOut => "account lockout due to"u8;

    /// <summary>Sets columns; false when the text has no command.</summary>
    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> message, ReadOnlySpan<byte> originProtocol)
    {
        ReadOnlySpan<byte> command = default, account = default, target = default, error = default, info = default;
        var protocol = originProtocol;
        var pairs = new ZimbraPairs(message);
        while (pairs.Next())
        {
            var value = pairs.Value(row.Arena);
            switch (pairs.Key)
            {
                case var key when key.SequenceEqual("cmd"u8) && command.IsEmpty: command = value; break;
                case var key when key.SequenceEqual("account"u8) && account.IsEmpty: account = value; break;
                case var key when key.SequenceEqual("protocol"u8): protocol = protocol.IsEmpty ? value : protocol; break;
                case var key when key.SequenceEqual("error"u8) && error.IsEmpty: error = value; break;
                case var key when key.SequenceEqual("info"u8) && info.IsEmpty:
                    info = value;
                    row.Add(CommonFields.Attributes, key, value);
                    break;
                case var key when key.SequenceEqual("mode"u8): row.SetBorrowed(LoginFields.AuthMethod, value); break;
                case var key when key.SequenceEqual("accountId"u8): row.SetBorrowed(ZimbraFields.AccountId, value); break;
                case var key when target.IsEmpty && IsTarget(key): target = value; break;
                default: row.Add(CommonFields.Attributes, pairs.Key, value); break;
            }
        }

        if (command.IsEmpty)
            return false;
        row.SetBorrowed(CommonFields.Action, command);
        row.Set(CommonFields.Outcome, error.IsEmpty ? Outcome.Success : Outcome.Failure);
        row.SetBorrowed(LoginFields.Protocol, protocol);
        row.SetBorrowed(ZimbraFields.Target, target);
        if (!account.IsEmpty)
            row.SetBorrowed(ZimbraFields.Account, account);
        if (IsLogin(command))
            Login(ref row, account, error, isCounted: info.IsEmpty && !originProtocol.SequenceEqual("smtp"u8));
        if (error.IsEmpty)
            return true;
        row.SetBorrowed(ZimbraFields.ErrorMessage, error);
        SetReason(ref row, error);
        return true;
    }

    static void Login(ref RowWriter row, ReadOnlySpan<byte> account, ReadOnlySpan<byte> error, bool isCounted)
    {
        if (!account.IsEmpty)
            row.SetBorrowed(CommonFields.UserName, account);
        // Of an account that does not exist the mailbox log's line counts, as only some versions write it here; a lock-out and its end
        // are told beside the attempt.
        _ = ZimbraFailure.TryRead(error, "], "u8, out _, out var reason);
        if (isCounted && !error.StartsWith(LockOut) && !ZimbraFailure.IsUnknownAccount(reason))
            row.Set(LoginFields.Login, true);
    }

    static void SetReason(ref RowWriter row, ReadOnlySpan<byte> error)
    {
        if (error.StartsWith(LockOut))
            row.Set(LoginFields.FailureReason, "account locked"u8);
        else
            ZimbraFailure.SetReason(ref row, ZimbraFailure.TryRead(error, "], "u8, out _, out var reason) ? reason : error);
    }

    static bool IsLogin(ReadOnlySpan<byte> command) => command.SequenceEqual("Auth"u8) || command.SequenceEqual("AdminAuth"u8);

    static bool IsTarget(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("name"u8) || key.SequenceEqual("accountName"u8) || key.SequenceEqual("target"u8);
}
