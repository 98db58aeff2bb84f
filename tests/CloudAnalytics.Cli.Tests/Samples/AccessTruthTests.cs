using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>The truth about HTTP, clients and logins against a recount of the written files.</summary>
[Collection(SampleFixture.Collection)]
public sealed class AccessTruthTests(SampleFixture sample)
{
    public static TheoryData<bool> Windows => [false, true];

    [Theory, MemberData(nameof(Windows))]
    public void HttpStatusByProtocol(bool lastDay)
    {
        var (truth, rows) = Window(lastDay, "exchange_http_proxy");
        var counted = rows.GroupBy(row => (Protocol: row["Protocol"], Status: (int)row.Number("HttpStatus")))
            .Select(group => new HttpStatusTruth(group.Key.Protocol, group.Key.Status, group.Count()))
            .OrderBy(row => row.Protocol, StringComparer.Ordinal).ThenBy(row => row.Status);
        Assert.Equal(counted, truth.HttpStatus);
        var errors = rows.GroupBy(row => row["Protocol"]).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var failed = group.Count(row => row.Number("HttpStatus") is >= 500 and <= 599);
            return new ServerErrorTruth(group.Key, group.Count(), failed, failed / (double)group.Count());
        });
        Assert.Equal(errors, truth.ServerErrors);
        Assert.Contains(truth.ServerErrors, row => row.Errors > 0);
    }

    [Theory, MemberData(nameof(Windows))]
    public void IisStatus(bool lastDay)
    {
        var (truth, rows) = Window(lastDay, "iis_access");
        Assert.Equal(Counts(rows, "sc-status"), truth.IisStatus);
    }

    [Theory, MemberData(nameof(Windows))]
    public void EwsErrorsAndClients(bool lastDay)
    {
        var (truth, rows) = Window(lastDay, "exchange_ews");
        Assert.Equal(Counts(rows, "ErrorCode"), truth.EwsErrors);
        Assert.True(sample.Truth.All.EwsErrors.Length >= 3);
        Assert.Equal(Clients(rows.Select(row => (row["UserAgent"], row["AuthenticatedUser"]))), truth.EwsClients);
    }

    [Theory, MemberData(nameof(Windows))]
    public void ActiveSyncDevices(bool lastDay)
    {
        var (truth, rows) = Window(lastDay, "iis_access");
        Assert.Equal(
            Clients(rows.Select(row => (row.After("cs-uri-query", "DeviceType=", '&'), row.After("cs-uri-query", "DeviceId=", '&')))),
            truth.ActiveSyncClients);
    }

    [Fact]
    public void FrontEndSeesTheSameDevicesAsIis()
    {
        var proxied = sample.Read.Of("exchange_http_proxy").Where(row => !row.IsNoise)
            .Select(row => (row.After("UrlQuery", "DeviceType=", '&'), row.After("UrlQuery", "DeviceId=", '&')));
        Assert.Equal(Clients(proxied), sample.Truth.All.ActiveSyncClients);
    }

    [Theory, MemberData(nameof(Windows))]
    public void FailedLogins(bool lastDay)
    {
        var truth = lastDay ? sample.Truth.LastDay : sample.Truth.All;
        var iis = Window(lastDay, "iis_access").Rows
            .Where(row => row["sc-status"] == "401" && row["sc-substatus"] == "1" && row["cs-username"].Length > 0).ToList();
        var imap = Window(lastDay, "exchange_imap_pop").Rows
            .Where(row => row["command"] is "login" or "pass" && (row["context"].Contains(" NO ") || row["context"].Contains("-ERR")))
            .ToList();
        var smtp = Window(lastDay, "exchange_smtp_protocol").Rows;
        var denied = smtp.Where(row => row["context"].EndsWith("failed because of LogonDenied", StringComparison.Ordinal));
        var named = smtp.Where(row => row["context"].StartsWith("User Name: ", StringComparison.Ordinal));
        Assert.Equal(
            Logins(iis.Select(row => row["cs-username"]), named.Select(row => row["context"]["User Name: ".Length..]),
                imap.Select(row => row["user"])),
            truth.FailedLoginsByAccount);
        Assert.Equal(
            Logins(iis.Select(row => row["c-ip"]), denied.Select(row => Host(row["remote-endpoint"])),
                imap.Select(row => Host(row["cIp"]))),
            truth.FailedLoginsByAddress);
        Assert.All(truth.FailedLoginsByAddress.Take(3), row => Assert.Contains(row.Key, sample.Truth.Incidents.BruteForce.Addresses));
    }

    [Fact]
    public void IncidentsAreInTheirWindows()
    {
        var (spam, force) = sample.Truth.Incidents;
        var sent = sample.Read.Of("exchange_message_tracking")
            .Where(row => row["sender-address"] == spam.Sender && row["event-id"] == "NOTIFYMAPI" && row.Time >= spam.From
                && row.Time < spam.To.AddMinutes(1));
        Assert.InRange(sent.Count(), spam.Messages, spam.Messages + 5);
        var guesses = sample.Truth.All.FailedLoginsByAddress.Where(row => force.Addresses.Contains(row.Key)).Sum(row => row.Total);
        Assert.Equal(force.Attempts, guesses);
        Assert.Contains(sample.Read.Of("exchange_cmdlet"), row => row["Cmdlet"] == "New-MailboxExportRequest");
    }

    [Fact]
    public void RequestsAreJoinedByTheirId()
    {
        var proxied = sample.Read.Of("exchange_http_proxy").Select(row => row["RequestId"]).ToHashSet();
        var iis = sample.Read.Of("iis_access").Select(row => row.After("cs-uri-query", "cafeReqId=", ';')).Where(id => id.Length > 0)
            .ToList();
        Assert.All(iis, id => Assert.Contains(id, proxied));
        Assert.All(sample.Read.Of("exchange_mapi_http"), row => Assert.Contains(row["RequestId"], proxied));
    }

    static string Host(string endpoint) => endpoint[..endpoint.LastIndexOf(':')].Trim('[', ']');

    static IEnumerable<CountTruth> Counts(IEnumerable<SampleRow> rows, string column) =>
        rows.Where(row => row[column].Length > 0).GroupBy(row => row[column]).Select(group => new CountTruth(group.Key, group.Count()))
            .OrderByDescending(row => row.Rows).ThenBy(row => row.Value, StringComparer.Ordinal);

    static IEnumerable<ClientTruth> Clients(IEnumerable<(string Name, string User)> uses) =>
        uses.Where(use => use.Name.Length > 0).GroupBy(use => use.Name)
            .Select(group => new ClientTruth(group.Key, group.Count(), group.Select(use => use.User).Distinct().Count()))
            .OrderByDescending(row => row.Requests).ThenBy(row => row.Name, StringComparer.Ordinal);

    static IEnumerable<FailedLoginTruth> Logins(IEnumerable<string> iis, IEnumerable<string> smtp, IEnumerable<string> imap) =>
        iis.Select(key => (Key: key, Source: 0)).Concat(smtp.Select(key => (Key: key, Source: 1)))
            .Concat(imap.Select(key => (Key: key, Source: 2)))
            .GroupBy(login => login.Key)
            .Select(group => new FailedLoginTruth(
                group.Key, group.Count(login => login.Source == 0), group.Count(login => login.Source == 1),
                group.Count(login => login.Source == 2), group.Count()))
            .OrderByDescending(row => row.Total).ThenBy(row => row.Key, StringComparer.Ordinal);

    (WindowTruth Truth, List<SampleRow> Rows) Window(bool lastDay, string format)
    {
        var truth = lastDay ? sample.Truth.LastDay : sample.Truth.All;
        return (truth, [.. sample.Read.Of(format).Where(row => row.Time >= truth.From && row.Time < truth.To && !row.IsNoise)]);
    }
}
