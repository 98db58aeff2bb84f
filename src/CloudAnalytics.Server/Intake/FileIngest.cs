using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Files;
using CloudAnalytics.Server.Intake.Rounds;
using CloudAnalytics.Server.Intake.Sources;

namespace CloudAnalytics.Server.Intake;

/// <summary>Reads files and folders once, to their ends. What was read before, wherever it lay then, is not read again.</summary>
/// <param name="lake">Where the rows go.</param>
/// <param name="configuration">Formats and hosts of files by their paths, and which formats keep their original lines.</param>
/// <param name="time">The clock.</param>
public sealed class FileIngest(LakeWriter lake, ServerConfiguration configuration, TimeProvider time)
{
    readonly IntakeCore _core = new(lake, configuration, time);
    readonly Dictionary<string, LineCounts> _formats = new(StringComparer.Ordinal);
    readonly List<IngestProblem> _problems = [];
    int _missing;
    long _bytesDone;
    long _rows;

    /// <summary>Reads what the paths name. Call it once.</summary>
    /// <param name="paths">Files, folders (everything below them), patterns; compressed with gzip or not.</param>
    /// <param name="progress">Called after each stretch of some megabytes, on the reading thread; or null.</param>
    /// <param name="cancellationToken">Ends the reading after the current stretch; what was read is committed, and the next call goes on
    /// there.</param>
    public async Task<IngestSummary> RunAsync(
        IReadOnlyList<string> paths, Action<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var found = Find(paths);
        var matcher = new SourceMatcher(_core.Table, new SourceRecognizer(_core.Formats), time, isFollowing: false);
        matcher.Update(found);
        var files = matcher.Files.Values.Where(file => file.Source is not null).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var work = new Work(files, progress, files.Sum(file => file.Stat.Size), cancellationToken);
        LakeWriteResult.Failed? failure = null;
        while (!work.IsDone && failure is null)
            failure = await RoundAsync(work);
        _problems.AddRange(matcher.Files.Values.Where(file => file.Condition != SourceCondition.Read)
            .Select(file => new IngestProblem(file.Path, file.Condition, file.Problem ?? "")));
        return new IngestSummary(
            _formats.ToImmutableDictionary(),
            found.Count,
            files.Count(file => !work.Read.Contains(file) && file.Condition == SourceCondition.Read),
            _bytesDone,
            [.. _problems.OrderBy(problem => problem.Path, StringComparer.Ordinal)],
            failure,
            cancellationToken.IsCancellationRequested && !work.IsAtEnd,
            time.GetElapsedTime(started))
        {
            IsNothingThere = _missing == paths.Count,
        };
    }

    Dictionary<string, FoundFile> Find(IReadOnlyList<string> paths)
    {
        var all = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var listing = new FileListing([SourceConfiguration.Of(path)], lake.Folder.Path);
            var wanted = listing.List().Values.Where(file => file.IsWanted).ToList();
            if (wanted.Count == 0 && !Path.Exists(path))
                Miss(path, listing);
            else if (wanted.Count == 0 && listing.Problems.Count == 0)
                _problems.Add(new IngestProblem(path, SourceCondition.Missing, "there is no file in this folder"));
            else
                AddProblems(listing);
            foreach (var file in wanted)
                all[file.Path] = file;
        }

        var patterns = configuration.Sources.Select(source => (Source: source, Pattern: PathPattern.Of(source.Path))).ToList();
        foreach (var file in all.Values.ToList())
        {
            if (patterns.FirstOrDefault(p => p.Pattern.Matches(file.Path)).Source is { } source)
                all[file.Path] = file with { Source = source };
        }

        return all;
    }

    // A folder that may not be looked into is named with that reason: nobody knows what it holds.
    void Miss(string path, FileListing listing)
    {
        _missing++;
        if (listing.Problems.Keys.Any(Directory.Exists))
            AddProblems(listing);
        else
            _problems.Add(new IngestProblem(path, SourceCondition.Missing, "there is no such file or folder"));
    }

    void AddProblems(FileListing listing) =>
        _problems.AddRange(listing.Problems.Select(problem => new IngestProblem(problem.Key, SourceCondition.Unreadable, problem.Value)));

    async Task<LakeWriteResult.Failed?> RoundAsync(Work work)
    {
        await using var round = await _core.BeginAsync(CancellationToken.None);
        while (!work.IsDone && round.Bytes < Limits.IngestRoundBytes && round.Commit.Failure is null)
            Turn(work, round);
        var report = round.Files.Report;
        var formats = report.Formats.ToList();
        var rows = round.Rows;
        if (await round.CompleteAsync(isFollowing: false) is LakeWriteResult.Failed failed)
            return failed;
        foreach (var (format, counts) in formats)
            _formats[format] = _formats.GetValueOrDefault(format) + counts;
        _rows += rows;
        _bytesDone += round.Bytes;
        return null;
    }

    void Turn(Work work, Round round)
    {
        var file = work.Current;
        var source = file.Source!;
        var end = ReadEnd.Done;
        try
        {
            end = round.Read(source, Limits.TurnBytes, isFinal: true);
            if (source.Reader?.Damage is { } damage)
                file.Settle(SourceCondition.Cut, damage);
            else if (end == ReadEnd.Displaced)
                file.Settle(SourceCondition.Unreadable, "it was changed while it was read; ingest it again");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file.Settle(SourceCondition.Unreadable, fault.Message);
        }

        if (source.Next is not null)
            work.Read.Add(file);
        work.Progress(file, source, end, _rows + round.Rows);
        if (end == ReadEnd.More)
            return;
        // The parser's and the file's part of memory is given back at once: there may be thousands of files.
        source.Close();
        source.Parser = null;
        work.Next();
    }

    /// <summary>The files that are still to be read.</summary>
    sealed class Work(List<TrackedFile> files, Action<IngestProgress>? progress, long bytes, CancellationToken cancellationToken)
    {
        int _index;
        long _bytesBefore;

        /// <summary>The file that is being read.</summary>
        internal TrackedFile Current => files[_index];

        /// <summary>Files that had something to give.</summary>
        internal HashSet<TrackedFile> Read { get; } = [];

        internal bool IsAtEnd => _index == files.Count;

        internal bool IsDone => IsAtEnd || cancellationToken.IsCancellationRequested;

        internal void Next()
        {
            _bytesBefore += Current.Stat.Size;
            _index++;
        }

        internal void Progress(TrackedFile file, Source source, ReadEnd end, long rows)
        {
            var inFile = end == ReadEnd.More ? Math.Min(source.Reader?.FilePosition ?? 0, file.Stat.Size) : file.Stat.Size;
            progress?.Invoke(new IngestProgress(file.Path, _index + (end == ReadEnd.More ? 0 : 1), files.Count, _bytesBefore + inFile,
                bytes, rows));
        }
    }
}
