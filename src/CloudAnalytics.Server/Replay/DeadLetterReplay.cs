using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DeadLetters;

namespace CloudAnalytics.Server.Replay;

/// <summary>What a replay did.</summary>
/// <param name="Tried">Dead letters read again.</param>
/// <param name="Parsed">Those that are rows now and no dead letters any more.</param>
/// <param name="Rows">Rows made of them.</param>
public readonly record struct ReplayOutcome(int Tried, int Parsed, int Rows);

/// <summary>
/// Reads dead letters again, after an update of the program or of a format. One that can be read becomes rows and leaves the dead letters,
/// in one commit.
/// </summary>
/// <param name="writer">The lake.</param>
/// <param name="proxies">The operator's proxies, whose word on a client's address counts, as in the first reading.</param>
/// <param name="time">The clock: rows arrive now.</param>
public sealed class DeadLetterReplay(LakeWriter writer, AddressRanges proxies, TimeProvider time)
{
    /// <summary>Replays the letters.</summary>
    /// <param name="letters">Which.</param>
    /// <param name="isDryRun">Only counts; nothing is written.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<(ReplayOutcome Outcome, LakeWriteResult? Result)> RunAsync(
        IReadOnlyCollection<StoredDeadLetter> letters, bool isDryRun, CancellationToken cancellationToken)
    {
        using var commit = await writer.BeginAsync(cancellationToken);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var rows = 0;
        foreach (var byFormat in letters.GroupBy(letter => letter.Letter.Format, StringComparer.Ordinal))
        {
            if (LogFormats.Find(byFormat.Key) is not { } format)
                continue;
            var batches = Parse(format, byFormat, done, cancellationToken);
            if (isDryRun)
                rows += batches.Sum(batch => batch.RowCount);
            else
                commit.AddRows(format.Schema, Counted(batches, count => rows += count));
        }

        if (!isDryRun)
            commit.RemoveDeadLetters(done);
        return (new ReplayOutcome(letters.Count, done.Count, rows), isDryRun ? null : commit.Complete());
    }

    static IEnumerable<RecordBatch> Counted(IEnumerable<RecordBatch> batches, Action<int> count)
    {
        foreach (var batch in batches)
        {
            count(batch.RowCount);
            yield return batch;
        }
    }

    IEnumerable<RecordBatch> Parse(ILogFormat format, IEnumerable<StoredDeadLetter> letters, HashSet<string> done,
        CancellationToken cancellationToken)
    {
        foreach (var stored in letters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ParseOne(format, stored) is not { } batch)
                continue;
            done.Add(stored.Id);
            yield return batch;
        }
    }

    RecordBatch? ParseOne(ILogFormat format, StoredDeadLetter stored)
    {
        var letter = stored.Letter;
        TimeZoneInfo? zone = null;
        // A zone that this machine does not know: a row with another time would be worse than none.
        if (letter.Zone is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
            return null;
        var context = new ParserContext(letter.SourceFile)
        {
            // All deliveries over HTTP have one name and count from 0: only the letter's own id tells its row from those of others.
            SourceId = BinaryPrimitives.ReadUInt64LittleEndian(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{letter.SourceFile}\0{stored.Id}"))),
            Host = letter.Host,
            Zone = zone,
            Proxies = proxies,
            Arrived = Timestamp.From(time.GetUtcNow()),
            AssumeHeader = true,
        };
        var encoding = letter.Raw.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? LogEncoding.Json : LogEncoding.LogFile;
        var parser = format.CreateParser(encoding, context);
        var batch = new RecordBatch(format.Schema, 64);
        var report = new ParseReport();
        var block = InputBlock.CopyOf(letter.Raw.Span);
        parser.Parse(new ParseInput(block, 0, letter.Raw.Length, letter.Offset, true), batch, report);
        return report.Malformed == 0 && batch.RowCount > 0 ? batch : null;
    }
}
