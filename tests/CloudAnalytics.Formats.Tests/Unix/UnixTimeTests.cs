using System.Globalization;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Tests.Unix;

/// <summary>Stamps without a year, and with one, in the headers of Unix logs.</summary>
public sealed unsafe class UnixTimeTests
{
    [Theory]

    // Over a new year: December's lines are of the year before, whichever comes first.
    [InlineData("Dec 31 23:59:59", "2026-01-01T00:00:10Z", "2025-12-31T23:59:59Z")]
    [InlineData("Jan  1 00:00:01", "2026-01-01T00:00:10Z", "2026-01-01T00:00:01Z")]
    [InlineData("Jan  1 00:00:01", "2025-12-31T23:59:50Z", "2026-01-01T00:00:01Z")]
    [InlineData("Dec 31 23:59:59", "2025-12-31T23:59:50Z", "2025-12-31T23:59:59Z")]

    // What was written within a year.
    [InlineData("Jul  4 12:00:00", "2026-07-04T12:00:00Z", "2026-07-04T12:00:00Z")]
    [InlineData("Jul  4 12:00:00", "2026-06-27T12:00:00Z", "2026-07-04T12:00:00Z")]
    [InlineData("Jul  5 12:00:00", "2026-06-27T12:00:00Z", "2025-07-05T12:00:00Z")]

    // A day that most years do not have.
    [InlineData("Feb 29 08:00:00", "2026-07-04T12:00:00Z", "2024-02-29T08:00:00Z")]
    [InlineData("Feb 29 08:00:00", "2028-02-29T09:00:00Z", "2028-02-29T08:00:00Z")]
    [InlineData("Feb 29 08:00:00", "2028-02-21T09:00:00Z", "2024-02-29T08:00:00Z")]
    [InlineData("Feb 29 08:00:00", "2103-07-01T00:00:00Z", "2096-02-29T08:00:00Z")]
    public void AStampWithoutAYearIsOfTheLatestYearThatItMayBeOf(string stamp, string written, string expected) =>
        Assert.Equal(Instant(expected), Read(stamp, Instant(written), null));

    [Theory]
    [InlineData("Feb 30 08:00:00")]
    [InlineData("Apr 31 08:00:00")]
    [InlineData("Dez 31 08:00:00")]
    [InlineData("Dec 32 08:00:00")]
    [InlineData("Dec 31 24:00:00")]
    [InlineData("Dec  0 08:00:00")]
    public void ADayThatNoYearHasIsNoStamp(string stamp) => Assert.Null(Read(stamp, Instant("2026-07-04T12:00:00Z"), null));

    // Europe/Berlin: clocks went forward on 30 March and back on 26 October 2025.
    [Theory]
    [InlineData("Jan 15 12:00:00", "2025-01-15T11:00:00Z")]
    [InlineData("Jul 15 12:00:00", "2025-07-15T10:00:00Z")]
    [InlineData("Mar 30 01:59:59", "2025-03-30T00:59:59Z")]
    [InlineData("Mar 30 03:00:00", "2025-03-30T01:00:00Z")]
    [InlineData("Oct 26 01:59:59", "2025-10-25T23:59:59Z")]
    [InlineData("Oct 26 02:30:00", "2025-10-26T01:30:00Z")]
    [InlineData("Oct 26 03:00:00", "2025-10-26T02:00:00Z")]
    public void AStampIsOfTheLogsZoneAndOfItsOffsetOnThatDay(string stamp, string expected) =>
        Assert.Equal(Instant(expected), Read(stamp, Instant("2025-12-31T00:00:00Z"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    /// <summary>An oracle that tries all years: the latest one whose day exists and lies at most seven days ahead.</summary>
    [Fact]
    public void LinesInAnyOrderGetTheSameYearsAndNoneDependsOnAnother()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var written = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 900));
            var context = Context(written, null);
            var header = new UnixHeader(context);
            for (var i = 0; i < 300; i++)
            {
                var day = new DateTime(2024, 1, 1).AddDays(random.Next(366)).AddSeconds(random.Next(86_400));
                var limit = written.UtcDateTime.Date.AddDays(7);
                var year = Enumerable.Range(2010, 20).Last(y => (day is not { Month: 2, Day: 29 } || DateTime.IsLeapYear(y))
                    && new DateTime(y, day.Month, day.Day) <= limit);
                var expected = new DateTimeOffset(year, day.Month, day.Day, day.Hour, day.Minute, day.Second, TimeSpan.Zero);
                var stamp = string.Create(CultureInfo.InvariantCulture, $"{day:MMM} {day.Day,2} {day:HH:mm:ss}");
                Assert.True(expected == Read(header, stamp), $"seed {seed}: {stamp}, log written {written:O}");
            }
        }
    }

    [Fact]
    public void RepeatedLinesHaveIdsOfTheirOwnThatAreTheSameEachTime()
    {
        var bytes = "Dec 31 10:00:00 mail postfix/smtpd[1]: message repeated 3 times: [ connect from h[192.0.2.1]]\n"u8.ToArray();
        var format = LogFormats.Find("postfix")!;
        var ids = Parsed.From(format, LogEncoding.LogFile, bytes).Rows.Select(row => (string?)row["id"]).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids, Parsed.From(format, LogEncoding.LogFile, bytes).Rows.Select(row => (string?)row["id"]));
    }

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    static ParserContext Context(DateTimeOffset written, TimeZoneInfo? zone) => new("mail.log")
    {
        Arrived = Timestamp.From(new DateTimeOffset(2110, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Written = Timestamp.From(written),
        Zone = zone,
    };

    static DateTimeOffset? Read(string stamp, DateTimeOffset written, TimeZoneInfo? zone) =>
        Read(new UnixHeader(Context(written, zone)), stamp);

    static DateTimeOffset? Read(UnixHeader header, string stamp)
    {
        var bytes = Encoding.UTF8.GetBytes(stamp + " mail postfix/smtpd[1]: connect from h[192.0.2.1]");
        var block = InputBlock.CopyOf(bytes);
        return header.TryRead(block.Start, bytes.Length, out var line) && line.HasTime
            ? new Timestamp(line.TimeMicros).ToDateTimeOffset() : null;
    }
}
