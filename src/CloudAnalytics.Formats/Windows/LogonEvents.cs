using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// The logons in Windows' Security log: 4624 (went well), 4625 (refused), 4771 (Kerberos refused the password), 4776 (NTLM), 4740 (account
/// locked). Places of their values: Microsoft Learn, "Appendix L: Events to Monitor" and the pages of the events.
/// </summary>
static class LogonEvents
{
    const int None = -1;

    static readonly Shape s_success = new() { User = 5, Domain = 6, Type = 8, Package = 10, Workstation = 11, Ip = 18 };
    static readonly Shape s_refused =
        new() { User = 5, Domain = 6, Status = 7, SubStatus = 9, Type = 10, Package = 12, Workstation = 13, Ip = 19 };
    static readonly Shape s_kerberos = new() { User = 0, Status = 4, Ip = 6 };
    static readonly Shape s_ntlm = new() { Package = 0, User = 1, Workstation = 2, Status = 3 };
    static readonly Shape s_locked = new() { User = 0, Workstation = 1 };

    /// <summary>Sets account, client, reason and outcome of a logon; other events stay as they are.</summary>
    internal static void Read(ref RowWriter row, long id, EventValues values)
    {
        switch (id)
        {
            case 4624:
                Read(ref row, s_success, values);
                row.Set(LoginFields.Login, true);
                row.Set(CommonFields.Outcome, Outcome.Success);
                break;
            case 4625:
                Read(ref row, s_refused, values);
                row.Set(LoginFields.Login, true);
                row.Set(CommonFields.Outcome, Outcome.Failure);
                break;
            case 4771:
                Read(ref row, s_kerberos, values);
                row.Set(LoginFields.Login, true);
                row.Set(LoginFields.AuthMethod, Utf8View.Inline("Kerberos"u8));
                row.Set(CommonFields.Outcome, Outcome.Failure);
                break;
            case 4776:
                // The domain controller's view of a logon that 4624 or 4625 tells on the server itself: not counted again.
                Read(ref row, s_ntlm, values);
                break;
            case 4740:
                Read(ref row, s_locked, values);
                break;
        }
    }

    static void Read(ref RowWriter row, Shape shape, EventValues values)
    {
        SetUser(ref row, At(values, shape.User), At(values, shape.Domain));
        row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(At(values, shape.Ip)));
        if (shape.Workstation >= 0)
            row.Set(WindowsEventFormat.Workstation, values.View(shape.Workstation));
        if (shape.Package >= 0)
            row.Set(LoginFields.AuthMethod, values.View(shape.Package));
        if (At(values, shape.Type) is { IsEmpty: false } type && Utf8Number.TryParse(type, out var kind))
            row.Set(WindowsEventFormat.LogonType, kind);
        var status = At(values, shape.Status);
        var reason = LogonFailure.OfNtStatus(At(values, shape.SubStatus));
        if (reason.IsEmpty)
            reason = shape.Package < 0 ? LogonFailure.OfKerberos(status) : LogonFailure.OfNtStatus(status);
        if (!reason.IsEmpty)
            row.Set(LoginFields.FailureReason, reason);
        else if (!status.IsEmpty && !status.SequenceEqual("0x0"u8))
            row.Set(LoginFields.FailureReason, values.View(shape.Status));
        var noise = Noise.OfAccount(row.Get(CommonFields.UserName));
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
    }

    static unsafe void SetUser(ref RowWriter row, ReadOnlySpan<byte> user, ReadOnlySpan<byte> domain)
    {
        if (domain.IsEmpty || user.IsEmpty)
        {
            row.Set(CommonFields.UserName, user);
            return;
        }

        var length = domain.Length + 1 + user.Length;
        var memory = row.Arena.Reserve(length);
        var text = new Span<byte>(memory, length);
        domain.CopyTo(text);
        text[domain.Length] = (byte)'\\';
        user.CopyTo(text[(domain.Length + 1)..]);
        row.Set(CommonFields.UserName, Utf8View.Borrow(memory, length));
    }

    static ReadOnlySpan<byte> At(EventValues values, int place) => place < 0 ? default : values[place];

    /// <summary>Where an event keeps what; -1 where it does not have it.</summary>
    readonly record struct Shape()
    {
        internal int User { get; init; } = None;

        internal int Domain { get; init; } = None;

        internal int Status { get; init; } = None;

        internal int SubStatus { get; init; } = None;

        internal int Type { get; init; } = None;

        internal int Package { get; init; } = None;

        internal int Workstation { get; init; } = None;

        internal int Ip { get; init; } = None;
    }
}
