namespace CloudAnalytics.Cli.Samples;

/// <summary>The writing of one sample: slice by slice of time, so that memory holds the rows of one slice only.</summary>
sealed class SampleRun : IDisposable
{
    const long SliceMs = 15 * 60_000;

    readonly SampleOptions _options;
    readonly SampleClock _clock;
    readonly SampleFiles _files;
    readonly World _world;
    readonly TruthRecorder _truth;
    readonly DayRhythm _rhythm;
    readonly MailFlow _mail;

    public SampleRun(SampleOptions options)
    {
        _options = options;
        long end = options.End.ToUnixTimeMilliseconds();
        _clock = new SampleClock(end - (options.Days * 86_400_000L), end);
        _files = new SampleFiles(options.Directory, options.FileBytesMax);
        _world = new World(options, _clock, _files);
        _truth = new TruthRecorder(_world, _clock);
        _truth.Journeys.From = Math.Max(_clock.Start, end - 86_400_000);
        _rhythm = new DayRhythm(_clock);
        _mail = new MailFlow(_world, _truth, new SmtpProtocolLog(_truth, options.Seed), options.Seed);
    }

    public SampleTruth Write(IProgress<SampleProgress>? progress, CancellationToken cancellation)
    {
        long messages = _options.Records * 41 / 1000;
        var ahead = 0;
        for (long from = _clock.Start; from < _clock.End;)
        {
            cancellation.ThrowIfCancellationRequested();
            long to = Math.Min(_clock.End, (from / SliceMs * SliceMs) + SliceMs);
            var due = (int)_rhythm.Share(messages, from, to);
            ahead += _mail.Write(due - ahead, from, to) - due;
            foreach (SampleServer server in _world.Servers)
            {
                foreach (LogChannel log in server.Logs)
                    log.Flush(to);
            }
            progress?.Report(new SampleProgress(_truth.Rows, _options.Records, _files.Bytes, _files.Count));
            from = to;
        }
        return _truth.Result(_options,
            new IncidentsTruth(new SpamTruth("", default, default, 0), new BruteForceTruth([], default, default, 0)));
    }

    public void Dispose()
    {
        foreach (SampleServer server in _world.Servers)
        {
            foreach (LogChannel log in server.Logs)
                log.Dispose();
        }
    }
}
