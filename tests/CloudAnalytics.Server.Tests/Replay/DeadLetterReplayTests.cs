using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Replay;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Server.Tests.Replay;

public sealed class DeadLetterReplayTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALetterThatCanBeReadNowBecomesARowAndTheOthersStay()
    {
        using var writer = LakeWriter.Open(_folder.Path, "test", TimeProvider.System);
        using (var commit = await writer.BeginAsync(CancellationToken.None))
        {
            commit.AddDeadLetters(
            [
                Letter(1, """{"date-time":"2024-01-25T15:16:09.840Z","client-ip":"10.0.0.1","message-subject":"readable"}"""),
                Letter(2, "garbage"),
            ]);
            Assert.IsType<LakeWriteResult.Written>(commit.Complete());
        }

        var store = new DeadLetterStore(writer.Folder);
        var replay = new DeadLetterReplay(writer, TimeProvider.System);
        var (dry, none) = await replay.RunAsync([.. store.Read()], isDryRun: true, CancellationToken.None);
        Assert.Equal(new ReplayOutcome(2, 1, 1), dry);
        Assert.Null(none);
        Assert.Equal(2, store.Read().Count());

        var (outcome, result) = await replay.RunAsync([.. store.Read()], isDryRun: false, CancellationToken.None);
        Assert.Equal(new ReplayOutcome(2, 1, 1), outcome);
        Assert.IsType<LakeWriteResult.Written>(result);
        Assert.Equal([2L], store.Read().Select(letter => letter.Letter.Offset));

        using var lake = LakeSql.Open(_folder.Path, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query("SELECT subject FROM exchange_message_tracking", ReadOnlySpan<SqlValue>.Empty, QueryLimits.Default,
            CancellationToken.None);
        Assert.True(query.NextChunk());
        Assert.Equal("readable", query.Column(0).GetString(0));
    }

    static DeadLetter Letter(long offset, string text) =>
        new("exchange_message_tracking", "a.log", offset, "it is broken", System.Text.Encoding.UTF8.GetBytes(text));
}
