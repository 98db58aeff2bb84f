using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>
/// Finds out which of several logs that begin alike a compressed file continues. It must be decompressed up to where each was read.
/// </summary>
sealed class GzipCheck : IDisposable
{
    readonly GzipReader _reader;
    readonly IReadOnlyList<Source> _candidates;

    GzipCheck(GzipReader reader, IReadOnlyList<Source> candidates)
    {
        _reader = reader;
        _candidates = candidates;
    }

    /// <summary>The check; it throws what reading the file throws.</summary>
    internal Task<GzipAnswer> Task { get; private set; } = null!;

    /// <summary>Starts a check, which owns the reader until its answer is taken.</summary>
    /// <param name="reader">The file, at its beginning.</param>
    /// <param name="candidates">The logs; their states must not change until the check is done.</param>
    /// <param name="inBackground">Whether it may take its time; else it is done when the call returns.</param>
    internal static GzipCheck Start(GzipReader reader, IReadOnlyList<Source> candidates, bool inBackground)
    {
        var check = new GzipCheck(reader, [.. candidates.OrderBy(source => source.State.Offset)]);
        check.Task = inBackground ? System.Threading.Tasks.Task.Run(check.Run) : System.Threading.Tasks.Task.FromResult(check.Run());
        return check;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Task.IsCompleted)
            _reader.Dispose();
        else
            _ = Task.ContinueWith(_ => _reader.Dispose(), TaskScheduler.Default);
    }

    GzipAnswer Run()
    {
        var best = default(GzipAnswer);
        foreach (var source in _candidates)
        {
            var fingerprint = source.State.Fingerprint;
            // Two logs may have been read up to places nearer to each other than a tail is long: go on from what was given back.
            if (_reader.Position > fingerprint.Offset - fingerprint.TailBytes)
                _reader.Unread(best.Tail.AsSpan(^(int)(_reader.Position - (fingerprint.Offset - fingerprint.TailBytes))..));
            _reader.MoveTo(fingerprint.Offset - fingerprint.TailBytes);
            var tail = new byte[fingerprint.TailBytes];
            var length = _reader.Read(tail);
            if (length < tail.Length)
                return best with { ShortOf = source, Damage = _reader.Damage };
            best = best with { Tail = tail };
            if (Fingerprint.Extend(Fingerprint.NoBytes, tail) == fingerprint.TailHash)
                best = best with { Source = source };
        }

        return best;
    }
}

/// <summary>What a check of compressed content found.</summary>
/// <param name="Source">The log with the most read that the file continues, or null.</param>
/// <param name="Tail">The bytes looked at last.</param>
/// <param name="ShortOf">A log that was read further than the content goes, or null.</param>
/// <param name="Damage">Why it ended, where it is cut or damaged.</param>
readonly record struct GzipAnswer(Source? Source, byte[] Tail, Source? ShortOf, string? Damage);
