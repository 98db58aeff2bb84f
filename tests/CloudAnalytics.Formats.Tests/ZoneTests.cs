using System.Text;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests;

/// <summary>Times without <c>Z</c> and offset are of the zone that the source is configured with; all others are what they say.</summary>
public sealed class ZoneTests
{
    // Berlin: summer time from 2025-03-30 02:00 to 2025-10-26 03:00.
    [Theory]
    [InlineData("2025-01-15T12:00:00.000", "2025-01-15T11:00:00.000Z")]
    [InlineData("2025-07-15 12:00:00", "2025-07-15T10:00:00.000Z")]
    [InlineData("2025-07-15T12:00:00.125Z", "2025-07-15T12:00:00.125Z")]
    [InlineData("2025-07-15T12:00:00+05:00", "2025-07-15T07:00:00.000Z")]
    [InlineData("2025-03-30T01:59:59", "2025-03-30T00:59:59.000Z")]
    [InlineData("2025-03-30T02:30:00", "2025-03-30T01:30:00.000Z")]
    [InlineData("2025-03-30T03:00:00", "2025-03-30T01:00:00.000Z")]
    [InlineData("2025-10-26T01:59:59", "2025-10-25T23:59:59.000Z")]
    [InlineData("2025-10-26T02:30:00", "2025-10-26T01:30:00.000Z")]
    [InlineData("2025-10-26T03:00:00", "2025-10-26T02:00:00.000Z")]
    public void TimesOfExchangeAndWindows(string written, string utc)
    {
        var tracking = $"#Fields: date-time,client-ip\r\n{written},10.0.0.1\r\n";
        Assert.Equal(utc, Time("exchange_message_tracking", LogEncoding.LogFile, tracking));
        Assert.Equal(utc, Time("exchange_message_tracking", LogEncoding.Json, $$"""{"date-time":"{{written}}","client-ip":"10.0.0.1"}"""));
        var xml = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/><EventID>1</EventID>"
            + $"<TimeCreated SystemTime='{written}'/><EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>EX01</Computer>"
            + "</System></Event>\r\n";
        Assert.Equal(utc, Time("windows_event", LogEncoding.LogFile, xml));
    }

    [Fact]
    public void TimesOfW3cLogsAreUtcInAnyZone() => Assert.Equal(
        "2025-07-15T12:00:00.000Z",
        Time("iis_access", LogEncoding.LogFile, "#Fields: date time cs-method cs-uri-stem\r\n2025-07-15 12:00:00 GET /owa\r\n"));

    static string Time(string format, LogEncoding encoding, string log)
    {
        var parsed = Parsed.From(
            LogFormats.Find(format)!, encoding, Encoding.UTF8.GetBytes(log), zone: TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        return (string)Assert.Single(parsed.Rows)["time"]!;
    }
}
