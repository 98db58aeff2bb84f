using System.Text;
using CloudAnalytics.Server.Intake.Syslog;

namespace CloudAnalytics.Server.Tests.Intake.Syslog;

public sealed class SyslogMessageTests
{
    const string Stamp = "2026-11-20T12:00:00.000000Z 10.1.2.3 ";

    [Theory]
    [InlineData("<22>Nov 20 11:59:59 mx1 postfix/qmgr[1]: x", "<22>Nov 20 11:59:59 mx1 postfix/qmgr[1]: x\n")]
    [InlineData("<22>2026-11-20T11:59:59+01:00 mx1 p: x\r\n", "<22>2026-11-20T11:59:59+01:00 mx1 p: x\n")]
    [InlineData("<22>1 2026-11-20T11:59:59Z mx1 p - - - x\0", "<22>1 2026-11-20T11:59:59Z mx1 p - - - x\n")]
    [InlineData("<22>1 - mx1 p - - - x", "<22>1 - mx1 p - - - x\n")]
    [InlineData("<22>1 - - p - - - x", "<22>1 - 10.1.2.3 p - - - x\n")]
    [InlineData("<22>1 2026-11-20T11:59:59Z - - - - - x", "<22>1 2026-11-20T11:59:59Z 10.1.2.3 - - - - x\n")]
    [InlineData("<22>1 - -", "<22>1 - -\n")]
    [InlineData("Nov 20 11:59:59 mx1 p: x", "Nov 20 11:59:59 mx1 p: x\n")]
    [InlineData("<22>p: without a stamp", "<22>" + Stamp + "p: without a stamp\n")]
    [InlineData("nothing at all", "<13>" + Stamp + "nothing at all\n")]
    [InlineData("<999999>x", "<13>" + Stamp + "<999999>x\n")]
    [InlineData("<>x", "<13>" + Stamp + "<>x\n")]
    [InlineData("<22>", "<22>" + Stamp + "\n")]
    [InlineData("2026-11-20 11:59:59,123 INFO  [main] [] misc - x", "<13>" + Stamp + "2026-11-20 11:59:59,123 INFO  [main] [] misc - x\n")]
    [InlineData("<22>Nov 20 11:59:59 mx1 p: a\n<22>Nov 20 11:59:59 mx1 su: forged",
        "<22>Nov 20 11:59:59 mx1 p: a#012<22>Nov 20 11:59:59 mx1 su: forged\n")]
    [InlineData("\r\n", "")]
    [InlineData("", "")]
    public void MessageBecomesOneLineWithWhatItLacks(string message, string expected)
    {
        var line = new List<byte>();
        var isThere = SyslogMessage.TryAdd(line, Encoding.UTF8.GetBytes(message), "10.1.2.3",
            new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(expected, Encoding.UTF8.GetString([.. line]));
        Assert.Equal(expected.Length > 0, isThere);
    }
}
