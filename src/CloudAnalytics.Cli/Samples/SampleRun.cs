using CloudAnalytics.Cli.Samples.Unix;

namespace CloudAnalytics.Cli.Samples;

/// <summary>The writing of one sample: slice by slice of time, so that memory holds the rows of one slice only.</summary>
sealed class SampleRun : IDisposable
{
    const long SliceMs = 15 * 60_000;

    // Of 10,000 records so many are these; each leaves the rows that its logs see of it. Together they make the number of records
    // that was asked for, half of it message tracking.
    const int Messages = 390;
    const int HttpRequests = 920;
    const int ImapPopRows = 300;
    const int AdminThings = 150;
    const int HttpErrors = 60;

    // What Unix servers log comes on top: so many messages, some 25 lines each.
    const int UnixMessages = 60;

    readonly SampleOptions _options;
    readonly SampleClock _clock;
    readonly SampleFiles _files;
    readonly World _world;
    readonly TruthRecorder _truth;
    readonly DayRhythm _rhythm;
    readonly MailFlow _mail;
    readonly HttpFlow _http;
    readonly ImapPopLog _imap;
    readonly AdminFlow _admin;
    readonly HttpErrorLog _httpErrors;
    readonly Incidents _incidents;
    readonly Blemishes _blemishes;
    readonly UnixEstate _unix;

    public SampleRun(SampleOptions options)
    {
        _options = options;
        ulong seed = options.Seed;
        long end = options.End.ToUnixTimeMilliseconds();
        _clock = new SampleClock(end - (options.Days * 86_400_000L), end);
        _files = new SampleFiles(options.Directory, options.FileBytesMax);
        _world = new World(options, _clock, _files);
        _truth = new TruthRecorder(_world, _clock);
        _truth.Journeys.From = end - 86_400_000;
        _rhythm = new DayRhythm(_clock);
        var tracking = new MessageTrackingLog(_truth, seed);
        var smtp = new SmtpProtocolLog(_truth, seed);
        _mail = new MailFlow(_world, _truth, tracking, smtp, seed);
        _http = new HttpFlow(_world, _truth, _clock, seed);
        _imap = new ImapPopLog(_world, _truth, seed);
        _admin = new AdminFlow(_world, _truth, seed);
        _httpErrors = new HttpErrorLog(_world, _truth, seed);
        _incidents = new Incidents(_world, options, _clock, _mail, _http, _imap, smtp, _admin);
        _blemishes = new Blemishes(_world, options, _clock, _truth, _mail, tracking);
        _unix = new UnixEstate(seed, _clock, _files, new UnixTurbulence(ReorderMax: 3, DuplicatesPerMille: 0, RotationHours: 24),
            (format, time) => _truth.Row(format, time, noise: false), exchange: new EdgeEntry(_world, _truth, tracking, smtp, seed));
    }

    public SampleTruth Write(IProgress<SampleProgress>? progress, CancellationToken cancellation)
    {
        int mailAhead = 0, imapAhead = 0;
        for (long from = _clock.Start; from < _clock.End;)
        {
            cancellation.ThrowIfCancellationRequested();
            long to = Math.Min(_clock.End, (from / SliceMs * SliceMs) + SliceMs);
            // One session can bring several messages or rows; what is more than the slice's share is the next slice's.
            mailAhead -= Share(Messages, from, to);
            mailAhead += _mail.Write(-mailAhead, from, to);
            imapAhead -= Share(ImapPopRows, from, to);
            imapAhead += _imap.Write(-imapAhead, from, to);
            _http.Write(Share(HttpRequests, from, to), from, to);
            _admin.Write(Share(AdminThings, from, to), from, to);
            _httpErrors.Write(Share(HttpErrors, from, to), from, to);
            _incidents.Write(from, to);
            _blemishes.Write(from, to);
            _unix.Write(Share(UnixMessages, from, to), from, to);
            _unix.Flush(to);
            foreach (SampleServer server in _world.Servers)
            {
                foreach (LogChannel log in server.Logs)
                    log.Flush(to);
            }
            Report(progress);
            from = to;
        }
        UnixTruth unix = Finish();
        Report(progress);
        return _truth.Result(_options, _incidents.Result(), unix, _files);
    }

    void Report(IProgress<SampleProgress>? progress) =>
        progress?.Report(new SampleProgress(_truth.Rows, _options.Records, _files.Bytes, _files.All.Count));

    // Files are closed before their sizes are told.
    UnixTruth Finish()
    {
        _unix.Dispose();
        return _unix.Result();
    }

    public void Dispose()
    {
        _unix.Dispose();
        foreach (SampleServer server in _world.Servers)
        {
            foreach (LogChannel log in server.Logs)
                log.Dispose();
        }
    }

    /// <summary>How many of those that come so often in 10,000 records are a slice's.</summary>
    int Share(long perTenThousand, long from, long to) => (int)_rhythm.Share(_options.Records * perTenThousand / 10_000, from, to);
}
