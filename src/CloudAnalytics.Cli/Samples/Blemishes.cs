using System.Globalization;
using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>
/// What is wrong in real files: lines that are no rows, rows that are cut off, NUL bytes, headers that change. Headers, byte order
/// marks and line ends are matters of <see cref="World"/> and <see cref="SampleServer"/>.
/// </summary>
sealed class Blemishes
{
    /// <summary>One broken line of a kind in so many records, and at least <see cref="EachMin"/>.</summary>
    const long Every = 40_000;

    const long EachMin = 2;

    /// <summary>Which logs get broken lines; on the agent's server these are broken records.</summary>
    static readonly (int Server, LogKind Log)[] s_places =
    [
        (0, LogKind.TrackingTransport), (1, LogKind.TrackingDelivery), (4, LogKind.TrackingTransport), (2, LogKind.SmtpReceiveRelay),
        (0, LogKind.ProxyEws), (4, LogKind.ProxyMapi), (1, LogKind.Ews), (0, LogKind.IisFront), (3, LogKind.IisFront), (0, LogKind.Imap4),
        (1, LogKind.MapiHttp),
    ];

    readonly World _world;
    readonly TruthRecorder _truth;
    readonly MailFlow _mail;
    readonly List<(long Time, int Place)> _junk = [];
    readonly List<long> _cuts = [];

    public Blemishes(World world, SampleOptions options, SampleClock clock, TruthRecorder truth, MailFlow mail, MessageTrackingLog tracking)
    {
        (_world, _truth, _mail) = (world, truth, mail);
        var random = new SampleRandom(options.Seed, "blemishes"u8);
        long each = Math.Max(EachMin, options.Records / Every);
        for (var place = 0; place < s_places.Length; place++)
        {
            for (var i = 0; i < each; i++)
                _junk.Add((clock.Start + random.Below(clock.End - clock.Start), place));
        }
        for (var i = 0; i < each; i++)
            _cuts.Add(clock.Start + random.Below(clock.End - clock.Start));
        tracking.PlantNuls(world.Mailbox[2], clock.Start + ((clock.End - clock.Start) / 3));
    }

    /// <summary>Writes what is due in a span of time.</summary>
    public void Write(long from, long to)
    {
        foreach ((long time, int place) in _junk)
        {
            if (time < from || time >= to)
                continue;
            (int server, LogKind kind) = s_places[place];
            LogChannel log = _world.Mailbox[server].Log(kind);
            if (log.Junk(time, Encoding.UTF8.GetBytes(Text(log, time, place))))
                _truth.DeadLetter(LogSpec.All[(int)kind].Format);
        }
        foreach (long time in _cuts)
        {
            if (time >= from && time < to)
                _mail.CutOff(_world.Mailbox[time % 2 == 0 ? 0 : 4], time);
        }
    }

    static string Text(LogChannel log, long time, int place) => log.Style switch
    {
        LineStyle.Json when time % 2 == 0 => $"{{\"{log.LayoutAt(time).Columns[0]}\":\"2024-01-25T15:16:09.84Z\",\"client-ip\":\"10.0",
        // What the agent makes of a line without commas.
        LineStyle.Json => $"{{\"{log.LayoutAt(time).Columns[0]}\":\"garbage line without commas\",\"ComputerName\":\"EX05\"}}",
        LineStyle.W3c => DateTime.UnixEpoch.AddMilliseconds(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " bad line",
        _ when time % 2 == 0 => $"garbage line without commas {place}",
        _ => "eued mail for delivery;ClientSubmitTime:",
    };
}
