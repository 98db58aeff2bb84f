using System.Collections.Immutable;
using System.Globalization;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>Writes logins, each with all the lines that report it, and counts each once.</summary>
sealed class UnixLogins
{
    readonly UnixEstate _estate;
    readonly SampleRandom _random;
    readonly Dictionary<(string, string, string, bool), long> _attempts = [];

    internal UnixLogins(UnixEstate estate)
    {
        _estate = estate;
        _random = new SampleRandom(estate.Seed, "unix logins"u8);
    }

    internal ImmutableArray<UnixLoginTruth> Result() =>
    [
        .. _attempts.Select(entry => new UnixLoginTruth(entry.Key.Item1, entry.Key.Item2, entry.Key.Item3, entry.Key.Item4, entry.Value))
            .OrderByDescending(login => login.Attempts).ThenBy(login => login.Account, StringComparer.Ordinal)
            .ThenBy(login => login.ClientIp, StringComparer.Ordinal).ThenBy(login => login.Protocol, StringComparer.Ordinal),
    ];

    /// <summary>The lines of a login over SMTP besides that of smtpd, which names the account when the message comes.</summary>
    /// <param name="time">When smtpd says so.</param>
    internal void Submitted(UnixPerson person, UnixHost gateway, long time, SampleRandom random)
    {
        Count(person.Address, person.Ip, "smtp", isSuccess: true, isWritten: time >= _estate.Clock.Start * 1000);
        time -= 20_000;
        gateway.Syslog.Add(time, SampleFormat.Saslauthd, $"saslauthd[{gateway.Pid()}]: auth_zimbra: {person.Address} auth OK");
        person.Box.Audit!.Add(time - 5_000, SampleFormat.ZimbraAudit, string.Create(CultureInfo.InvariantCulture,
            $"INFO  [qtp1068934215-{random.Between(20, 400)}:https:https://{person.Box.Fqdn}:7073/service/admin/soap/] [name={person.Address};ip={gateway.Ip};oip={person.Ip};oproto=smtp;port=7073;] security - cmd=Auth; account={person.Address}; protocol=soap;"));
    }

    internal void Write(int attempts, long from, long to)
    {
        for (var i = 0; i < attempts; i++)
        {
            var time = (from + _random.Below(to - from)) * 1000;
            var person = _random.Pick(_estate.People);
            switch (_random.Below(100))
            {
                case < 45: Imap(person, time, isSuccess: true); break;
                case < 60: Soap(person, time, isSuccess: true); break;
                case < 75: Imap(person, time, isSuccess: false); break;
                case < 85: Soap(person, time, isSuccess: false); break;
                case < 93: Smtp(person, time); break;
                default: Unknown(time); break;
            }
        }
    }

    void Count(string account, string ip, string protocol, bool isSuccess, bool isWritten)
    {
        if (isWritten)
            _attempts[(account, ip, protocol, isSuccess)] = _attempts.GetValueOrDefault((account, ip, protocol, isSuccess)) + 1;
    }

    void Imap(UnixPerson person, long time, bool isSuccess)
    {
        var box = person.Box;
        var head = string.Create(CultureInfo.InvariantCulture,
            $"[ImapSSLServer-{_random.Between(1, 99)}] [{(isSuccess ? $"name={person.Address};mid={person.MailboxId};" : "")}ip={person.Ip};cid={_random.Below(9000)};]");
        box.Mailbox!.Add(time + 2_000, SampleFormat.ZimbraMailbox, isSuccess
            ? $"INFO  {head} imap - user {person.Address} authenticated, mechanism=LOGIN [TLS]"
            : $"INFO  {head} imap - authentication failed for [{person.Address}] (invalid password)");
        Count(person.Address, person.Ip, "imap", isSuccess, box.Audit!.Add(time, SampleFormat.ZimbraAudit, isSuccess
            ? $"INFO  {head} security - cmd=Auth; account={person.Address}; protocol=imap;"
            : $"WARN  {head} security - cmd=Auth; account={person.Address}; protocol=imap; error=authentication failed for [{person.Address}], invalid password;"));
    }

    void Soap(UnixPerson person, long time, bool isSuccess)
    {
        var box = person.Box;
        var head = string.Create(CultureInfo.InvariantCulture,
            $"[qtp1068934215-{_random.Between(20, 400)}:https:https://mail.example.org/service/soap/AuthRequest] [name={person.Address};ip={person.Ip};ua=ZimbraWebClient - FF120 (Win)/9.0.0;]");
        if (!isSuccess)
        {
            box.Mailbox!.Add(time + 1_000, SampleFormat.ZimbraMailbox,
                $"INFO  {head} SoapEngine - handler exception: authentication failed for [{person.Address}], invalid password");
        }

        Count(person.Address, person.Ip, "soap", isSuccess, box.Audit!.Add(time, SampleFormat.ZimbraAudit, isSuccess
            ? $"INFO  {head} security - cmd=Auth; account={person.Address}; protocol=soap;"
            : $"WARN  {head} security - cmd=Auth; account={person.Address}; protocol=soap; error=authentication failed for [{person.Address}], invalid password;"));
    }

    // One attempt, four lines.
    void Smtp(UnixPerson person, long time)
    {
        var gateway = _random.Pick(_estate.Gateways);
        var head = string.Create(CultureInfo.InvariantCulture,
            $"[qtp1068934215-{_random.Between(20, 400)}:https:https://{person.Box.Fqdn}:7073/service/admin/soap/] [ip={gateway.Ip};oip={person.Ip};oproto=smtp;port=7073;]");
        var reason = $"authentication failed for [{person.Address}], invalid password";
        person.Box.Audit!.Add(time, SampleFormat.ZimbraAudit,
            $"WARN  {head} security - cmd=Auth; account={person.Address}; protocol=soap; error={reason};");
        person.Box.Mailbox!.Add(time + 500, SampleFormat.ZimbraMailbox, $"INFO  {head} SoapEngine - handler exception: {reason}");
        gateway.Syslog.Add(time + 2_000, SampleFormat.Saslauthd,
            $"saslauthd[{gateway.Pid()}]: auth_zimbra: {person.Address} auth failed: authentication failed for [{person.Address}]");
        Count(person.Address, person.Ip, "smtp", false, gateway.Syslog.Add(time + 4_000, SampleFormat.Postfix,
            $"postfix/submission/smtpd[{gateway.Pid()}]: warning: unknown[{person.Ip}]: SASL LOGIN authentication failed: authentication failure, sasl_username={person.Address}"));
    }

    // An account that does not exist: only the mailbox server's own log tells.
    void Unknown(long time)
    {
        var box = _random.Pick(_estate.Boxes);
        var account = $"guess{_random.Below(30)}@example.org";
        var ip = $"198.51.100.{_random.Between(200, 210)}";
        Count(account, ip, "soap", false, box.Mailbox!.Add(time, SampleFormat.ZimbraMailbox, string.Create(CultureInfo.InvariantCulture,
            $"INFO  [qtp1068934215-{_random.Between(20, 400)}:https:https://mail.example.org/service/soap/AuthRequest] [ip={ip};ua=zclient/9.0.0;] SoapEngine - handler exception: authentication failed for [{account}], account not found")));
    }
}
