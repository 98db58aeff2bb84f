using System.Globalization;
using System.Text.RegularExpressions;
using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>The truth about mail flow against a recount of the written files.</summary>
[Collection(SampleFixture.Collection)]
public sealed partial class MailTruthTests(SampleFixture sample)
{
    public static TheoryData<bool> Windows => [false, true];

    [Theory, MemberData(nameof(Windows))]
    public void SendersAndRecipients(bool lastDay)
    {
        var (truth, rows) = Window(lastDay);
        var named = rows.Where(row => row["network-message-id"].Length > 0).ToList();
        var bytes = named.DistinctBy(row => row["network-message-id"])
            .ToDictionary(row => row["network-message-id"], row => row.Number("total-bytes"));
        Assert.All(named, row => Assert.Equal(bytes[row["network-message-id"]], row.Number("total-bytes")));
        Assert.Equal(bytes.Count, truth.Messages);
        Assert.Equal(bytes.Values.Sum(), truth.Bytes);
        Assert.Equal(Top(named.Select(row => (row["sender-address"], row["network-message-id"])).ToList(), bytes), truth.TopSenders);
        var pairs = named.SelectMany(row => row["recipient-address"].Split(';').Select(address => (address, row["network-message-id"])))
            .ToHashSet();
        Assert.Equal(pairs.Count, truth.MessageRecipients);
        Assert.Equal(Top(pairs, bytes), truth.TopRecipients);
    }

    [Theory, MemberData(nameof(Windows))]
    public void VolumeByHourAndEvent(bool lastDay)
    {
        var (truth, rows) = Window(lastDay);
        var counted =
            rows.GroupBy(row =>
            (new DateTimeOffset(row.Time.Ticks - (row.Time.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero), row["event-id"]))
            .Select(group => new VolumeTruth(group.Key.Item1, group.Key.Item2, group.Count()))
            .OrderBy(row => row.Hour).ThenBy(row => row.Action, StringComparer.Ordinal);
        Assert.Equal(counted, truth.Volume);
    }

    [Theory, MemberData(nameof(Windows))]
    public void FailuresByReason(bool lastDay)
    {
        var (truth, rows) = Window(lastDay);
        var counted = rows.Where(row => row["event-id"] == "FAIL").GroupBy(row => EnhancedCode().Match(row["recipient-status"]).Value)
            .Select(group => new CountTruth(group.Key, group.Count()))
            .OrderByDescending(row => row.Rows).ThenBy(row => row.Value, StringComparer.Ordinal);
        Assert.Equal(counted, truth.Failures);
        Assert.True(truth.Failures.Length >= 4);
    }

    [Theory, MemberData(nameof(Windows))]
    public void LatencyPercentiles(bool lastDay)
    {
        var (truth, rows) = Window(lastDay);
        var ends = rows.Where(row => row["event-id"] is "DELIVER" or "SENDEXTERNAL").ToList();
        var values = ends.Select(Latency).Order().ToList();
        Assert.Equal(values.Count, truth.Latency.Samples);
        Assert.Equal(values[(int)Math.Ceiling(0.5 * values.Count) - 1], truth.Latency.P50Ms);
        Assert.Equal(values[(int)Math.Ceiling(0.95 * values.Count) - 1], truth.Latency.P95Ms);
        Assert.Equal(values[(int)Math.Ceiling(0.99 * values.Count) - 1], truth.Latency.P99Ms);
        Assert.Equal(Interpolated(0.95), truth.Latency.P95InterpolatedMs!.Value, 6);
        Assert.All(ends, row =>
            Assert.Equal(Latency(row), decimal.Parse(row.After("custom-data", "S:E2ELatency=", ';'), CultureInfo.InvariantCulture) * 1000));

        double Interpolated(double share)
        {
            var position = share * (values.Count - 1);
            var below = (int)Math.Floor(position);
            return values[below] + ((position - below) * (values[Math.Min(below + 1, values.Count - 1)] - values[below]));
        }
    }

    [Theory, MemberData(nameof(Windows))]
    public void RelayClients(bool lastDay)
    {
        var (truth, rows) = Window(lastDay);
        var counted =
            rows.Where(row => row["event-id"] == "RECEIVE" && row["source"] == "SMTP" && row["connector-id"].Contains(@"\Anonymous Relay"))
            .GroupBy(row => (Server: row["server-hostname"], Connector: row["connector-id"], Ip: row["client-ip"]))
            .Select(group => new RelayTruth(
                group.Key.Server, group.Key.Connector, group.Key.Ip, group.Select(row => row["network-message-id"]).Distinct().Count()))
            .OrderByDescending(row => row.Messages).ThenBy(row => row.Server, StringComparer.Ordinal)
                .ThenBy(row => row.ClientIp, StringComparer.Ordinal);
        Assert.Equal(counted, truth.RelayClients);
    }

    [Fact]
    public void JourneysHoldEveryRowOfTheirMessage()
    {
        var rows = sample.Read.Of("exchange_message_tracking").ToLookup(row => row["network-message-id"]);
        Assert.True(sample.Truth.Journeys.Length >= 15);
        foreach (var journey in sample.Truth.Journeys)
        {
            Assert.Equal(
                rows[journey.NetworkMessageId]
                    .Select(row =>
                    (row.Time, row["source"], row["event-id"], row.Number("internal-message-id"), row["recipient-address"])).Order(),
                journey.Hops.Select(hop => (hop.Time, hop.Source, hop.Event, hop.InternalMessageId, string.Join(';', hop.Recipients)))
                    .Order());
            Assert.All(rows[journey.NetworkMessageId], row =>
                Assert.Equal((journey.MessageId, journey.Sender, journey.Subject),
                    (row["message-id"], row["sender-address"], row["message-subject"])));
            Assert.DoesNotContain(journey.Recipients, recipient => recipient.State == "pending");
        }

        Assert.Contains(sample.Truth.Journeys, journey => journey.Hops.Select(hop => hop.Server).Distinct().Count() >= 3);
    }

    [Fact]
    public void SessionsOfTrackingAreInTheProtocolLogs()
    {
        var sessions = sample.Read.Of("exchange_smtp_protocol").Select(row => row["session-id"]).ToHashSet();
        var named = sample.Read.Of("exchange_message_tracking")
            .Where(row => (row["event-id"] == "SENDEXTERNAL" && row.File.StartsWith("EDGE01", StringComparison.Ordinal))
                || row["connector-id"].Contains("Anonymous Relay"))
            .Select(row => row["source-context"].Split(';')[0]).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, session => Assert.Contains(session, sessions));
    }

    static long Latency(SampleRow row) =>
        (long)(row.Time - DateTimeOffset.Parse(row["message-info"].Split(';')[0], CultureInfo.InvariantCulture)).TotalMilliseconds;

    static IEnumerable<AddressTruth> Top(ICollection<(string Address, string Message)> pairs, Dictionary<string, long> bytes) =>
        pairs.Distinct().GroupBy(pair => pair.Address)
            .Select(group => new AddressTruth(
                group.Key, group.Count(), group.Sum(pair => bytes[pair.Message]), group.Count() / (double)pairs.Distinct().Count()))
            .OrderByDescending(row => row.Messages).ThenBy(row => row.Address, StringComparer.Ordinal).Take(10);

    (WindowTruth Truth, List<SampleRow> Rows) Window(bool lastDay)
    {
        var truth = lastDay ? sample.Truth.LastDay : sample.Truth.All;
        return (truth,
            [.. sample.Read.Of("exchange_message_tracking").Where(row => row.Time >= truth.From && row.Time < truth.To && !row.IsNoise)]);
    }

    [GeneratedRegex(@"[45]\.\d{1,3}\.\d{1,3}")]
    private static partial Regex EnhancedCode();
}
