using System.Collections.Immutable;
using CloudAnalytics.Cli.Samples.Unix;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Takes note of every row while it is written; the only source of <see cref="SampleTruth"/>.</summary>
sealed class TruthRecorder
{
    readonly WindowTally[] _windows;
    readonly SpikeTally _spikes;
    readonly long[] _rows = new long[SampleFormatNames.All.Length];
    readonly long[] _noise = new long[SampleFormatNames.All.Length];
    readonly long[] _dead = new long[SampleFormatNames.All.Length];

    public TruthRecorder(World world, SampleClock clock)
    {
        const long day = 86_400_000;
        _windows =
            [new WindowTally(world, clock.Start, clock.End), new WindowTally(world, Math.Max(clock.Start, clock.End - day), clock.End)];
        _spikes = new SpikeTally(world, clock.End);
        Journeys = new JourneyRecorder();
    }

    public JourneyRecorder Journeys { get; }

    /// <summary>Rows of all formats so far.</summary>
    public long Rows { get; private set; }

    public long RowsOf(SampleFormat format) => _rows[(int)format];

    public void Row(SampleFormat format, long time, bool noise)
    {
        Rows++;
        _rows[(int)format]++;
        if (noise)
            _noise[(int)format]++;
        foreach (WindowTally window in At(time))
            window.Row(format, noise);
    }

    public void DeadLetter(SampleFormat format) => _dead[(int)format]++;

    /// <summary>A tracking row.</summary>
    /// <param name="message">Its message, or null where the row has no network-message-id.</param>
    public void Tracking(long time, TrackingEvent action, bool noise, MailMessage? message, ReadOnlySpan<MailAddress> recipients)
    {
        Row(SampleFormat.ExchangeMessageTracking, time, noise);
        _spikes.Row(time);
        if (noise)
            return;
        if (message is not null)
            _spikes.Message(time, message);
        foreach (WindowTally window in At(time))
        {
            window.Volume(time, action.Action);
            if (message is not null)
                window.Message(message, recipients);
        }
    }

    public void Latency(long time, long milliseconds)
    {
        foreach (WindowTally window in At(time))
            window.Latency(time, (int)milliseconds);
    }

    public void Failure(long time, int failure)
    {
        foreach (WindowTally window in At(time))
            window.Failure(failure);
    }

    public void Relay(long time, RelayClient client)
    {
        foreach (WindowTally window in At(time))
            window.Relay(client);
    }

    public void Http(long time, HttpProtocol protocol, int status)
    {
        foreach (WindowTally window in At(time))
            window.Http(protocol.Number, status);
    }

    public void Iis(long time, int status)
    {
        foreach (WindowTally window in At(time))
            window.Iis(status);
    }

    public void ActiveSync(long time, Person owner)
    {
        foreach (WindowTally window in At(time))
            window.ActiveSync(owner);
    }

    /// <summary>A row of EWS that is no noise.</summary>
    /// <param name="errorCode">Null where it went well.</param>
    /// <param name="agent">Null where the row names no program.</param>
    public void Ews(long time, string? errorCode, UserAgent? agent, Person? user)
    {
        foreach (WindowTally window in At(time))
        {
            if (errorCode is not null)
                window.EwsError(errorCode);
            if (agent is not null)
                window.EwsClient(agent, user!);
        }
    }

    public void FailedAccount(long time, string account, LoginSource source)
    {
        foreach (WindowTally window in At(time))
            window.FailedAccount(account, source);
    }

    public void FailedAddress(long time, string address, LoginSource source)
    {
        foreach (WindowTally window in At(time))
            window.FailedAddress(address, source);
    }

    public SampleTruth Result(SampleOptions options, IncidentsTruth incidents, UnixTruth unix, SampleFiles files)
    {
        ImmutableArray<FormatTruth> formats =
            [.. SampleFormatNames.All.Select((name, i) => new FormatTruth(name, _rows[i], _noise[i], _dead[i]))];
        return new SampleTruth
        {
            Seed = options.Seed,
            RecordsRequested = options.Records,
            Rows = Rows,
            Formats = formats,
            Files = [.. files.All.Select(file => file.Result())],
            All = _windows[0].Result(),
            LastDay = _windows[1].Result(),
            SenderSpikes = _spikes.Result(),
            Incidents = incidents,
            Journeys = Journeys.Result(),
            Unix = unix,
        };
    }

    /// <summary>The windows that a time lies in: the whole span, which no row is outside of, and the last day.</summary>
    ReadOnlySpan<WindowTally> At(long time) => _windows.AsSpan(0, _windows[1].Contains(time) ? 2 : 1);
}
