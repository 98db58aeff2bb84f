using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Commits;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake;

/// <summary>Rows, dead letters and checkpoints that become visible together, or not at all.</summary>
/// <remarks>
/// Rows are written to disk as they are added. A failure to write sticks: what is added after it is ignored, and <see cref="Complete"/>
/// tells it.
/// Rows may be added from several threads at once. A commit that is disposed without being completed leaves nothing.
/// </remarks>
public sealed class LakeCommit : IDisposable
{
    readonly LakeWriter _writer;
    readonly Lock _gate = new();
    readonly List<PendingFile> _files = [];
    readonly Dictionary<string, PendingCheckpoint> _checkpoints = new(StringComparer.Ordinal);
    readonly List<PendingCheckpoint> _marks = [];
    readonly List<string> _deleted = [];
    readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    readonly Dictionary<PendingFile, LakeFile.Segment> _segments = [];
    readonly DateTimeOffset _now;
    LakeWriteResult.Failed? _failure;
    long _rows;
    int _lastFile;
    bool _ended;

    internal LakeCommit(LakeWriter writer, LakeWriteResult.Failed? failure) =>
        (_writer, _failure, _now) = (writer, failure, writer.Time.GetUtcNow());

    /// <summary>Why the commit will not happen; null as long as all is well.</summary>
    public LakeWriteResult.Failed? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    /// <summary>Adds rows; each goes to the folder of the UTC day of its <c>arrived</c>.</summary>
    /// <param name="schema">The batches' schema; it must have been given <c>arrived</c> in every row.</param>
    /// <param name="batches">Read once, before the call returns; a batch may be cleared and filled again when the next one is asked
    /// for.</param>
    /// <param name="isAtLeastOnce">Whether the same rows may come several times, in this commit or in others: one of each id is stored.
    /// From then on that is looked after for all rows of the format.</param>
    /// <param name="keepRaw">Whether the original records are stored.</param>
    public void AddRows(Schema schema, IEnumerable<RecordBatch> batches, bool isAtLeastOnce = false, bool keepRaw = true)
    {
        isAtLeastOnce |= _writer.IsRepeatable(schema.Name);
        foreach (var run in ArrivalDays.Split(batches))
        {
            var file = ReserveSegment(new LakeFile.Segment(
                schema.Name, _writer.FilingDay(schema.Name, run.Day), CommitRange.Of(1), isAtLeastOnce));
            Try(() => Write(schema, run, file, keepRaw));
            if (Failure is not null)
                return;
        }
    }

    /// <summary>Adds records that could not be read, without the secrets in them (<see cref="RecordSecrets"/>).</summary>
    public void AddDeadLetters(IReadOnlyCollection<DeadLetter> letters)
    {
        if (letters.Count == 0)
            return;
        var redacted = letters.Select(letter => letter with { Raw = RecordSecrets.Redact(letter.Raw) });
        AddDeadLetters(DateOnly.FromDateTime(_now.UtcDateTime), redacted.Select(letter => (_now, letter)));
    }

    /// <summary>Takes dead letters away, as they were replayed in this commit.</summary>
    /// <param name="ids">Their ids; unknown ones are ignored.</param>
    public void RemoveDeadLetters(IReadOnlySet<string> ids)
    {
        foreach (var file in new DeadLetterStore(_writer.Folder).Files())
        {
            var letters = DeadLetterFile.Read(_writer.Folder.Combine(file.Key)).ToList();
            if (!letters.Any(letter => ids.Contains(letter.Id)))
                continue;
            var rest = letters.Where(letter => !ids.Contains(letter.Id)).Select(letter => (letter.Time, letter.Letter)).ToList();
            if (rest.Count > 0)
                AddDeadLetters(file.Arrived, rest);
            _deleted.Add(file.Key);
        }
    }

    /// <summary>Says how far a source was read, counting this commit's rows. The last call for a source counts.</summary>
    /// <param name="source">The source's name: lower case letters, digits, <c>-</c> and <c>_</c>, at most 100.</param>
    /// <param name="state">Its state, a JSON value in UTF-8.</param>
    public void SetCheckpoint(string source, ReadOnlyMemory<byte> state)
    {
        Check.That(CommitLog.IsSource(source));
        using var json = JsonDocument.Parse(state);
        lock (_gate)
            _checkpoints[source] = new PendingCheckpoint(source, json.RootElement.Clone());
    }

    /// <summary>Forgets a source.</summary>
    public void RemoveCheckpoint(string source)
    {
        Check.That(CommitLog.IsSource(source));
        lock (_gate)
            _checkpoints[source] = new PendingCheckpoint(source, null);
    }

    /// <summary>Makes the commit happen. Nothing can be added afterwards.</summary>
    public LakeWriteResult Complete()
    {
        Check.That(!_ended);
        if (_failure is null && _files.Count + _checkpoints.Count + _deleted.Count == 0)
            return new LakeWriteResult.Written(0, 0);
        Try(TakeOutRepeats);
        var number = _numbers.Values.Append(_writer.LastCommit + 1).Max();
        _failure ??= _writer.Decide(new PendingCommit(number, [.. _files], [.. _checkpoints.Values, .. _marks], [.. _deleted]));
        if (_failure is not null)
            return _failure;
        // The files belong to the commit that has happened: they are no longer this object's to delete.
        _files.Clear();
        _writer.Finish();
        return new LakeWriteResult.Written(number, _rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        foreach (var file in _files)
            Guard(() => _writer.Discard(file));
        _writer.End();
    }

    void Write(Schema schema, ArrivalDays.Run run, PendingFile file, bool keepRaw)
    {
        var rows = ParquetWriter.Write(schema, run.Batches, _writer.Folder.Combine(file.From), keepRaw, run.OnlyDay);
        lock (_gate)
            _rows += rows;
    }

    // One row of each id: what the lake or the commit holds already is left out. Where that cannot be told, as a file of the lake is
    // damaged, the rows keep the name by which readers look for duplicates themselves.
    void TakeOutRepeats()
    {
        var repeatable = _segments.Values.Where(segment => segment.IsAtLeastOnce);
        foreach (var format in repeatable.Select(segment => segment.Format).Distinct().ToList())
        {
            if (!_writer.IsRepeatable(format))
                _marks.Add(LakeWriter.RepeatableMark(format));
            var (files, beside) = (new List<PendingFile>(), new List<string>());
            foreach (var (file, segment) in _segments.Where(pair => pair.Value.Format == format))
            {
                if (segment.IsAtLeastOnce)
                    files.Add(file);
                else
                    beside.Add(_writer.Folder.Combine(file.From));
            }

            if (_writer.Repeats.Run(format, files.ConvertAll(file => _writer.Folder.Combine(file.From)), beside) is not { } thinned)
                continue;
            foreach (var file in files)
                Settle(file, thinned.FirstOrDefault(thin => thin.Path == _writer.Folder.Combine(file.From)));
        }
    }

    void Settle(PendingFile file, RepeatCheck.Thinned thinned)
    {
        _rows -= thinned.Repeats;
        _files.Remove(file);
        if (thinned is { Repeats: > 0, Rows: 0 })
        {
            _writer.Discard(file);
            return;
        }

        var segment = _segments[file] with { IsAtLeastOnce = false };
        _files.Add(file with { To = Name(number => (segment with { Commits = CommitRange.Of(number) }).Key) });
    }

    void AddDeadLetters(DateOnly arrived, IEnumerable<(DateTimeOffset Time, DeadLetter Letter)> letters)
    {
        var file = Reserve(".jsonl", number => new LakeFile.DeadLetters(arrived, CommitRange.Of(number)).Key);
        Try(() =>
        {
            using var stream = File.Create(_writer.Folder.Combine(file.From));
            foreach (var (time, letter) in letters)
                DeadLetterFile.Write(stream, time, letter);
        });
    }

    PendingFile ReserveSegment(LakeFile.Segment segment)
    {
        lock (_gate)
        {
            var file = Reserve(".parquet", number => (segment with { Commits = CommitRange.Of(number) }).Key);
            _segments.Add(file, segment);
            return file;
        }
    }

    PendingFile Reserve(string extension, Func<long, string> keyOf)
    {
        lock (_gate)
        {
            Check.That(!_ended);
            _lastFile++;
            var file = new PendingFile(
                FormattableString.Invariant($"tmp/{_writer.LastCommit + 1:000000000000}-{_lastFile}{extension}"), Name(keyOf));
            _files.Add(file);
            return file;
        }
    }

    // The first file of a folder and kind in this commit has the commit's number; further ones take the numbers after it.
    string Name(Func<long, string> keyOf)
    {
        var place = keyOf(1);
        return keyOf(_numbers[place] = _numbers.GetValueOrDefault(place, _writer.LastCommit) + 1);
    }

    void Try(Action write)
    {
        if (Failure is null)
            Guard(write);
    }

    void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (WriteFailure.Of(exception) is not null)
        {
            lock (_gate)
                _failure ??= WriteFailure.Of(exception);
        }
    }
}
