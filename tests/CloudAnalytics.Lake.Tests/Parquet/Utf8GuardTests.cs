using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Tests.Parquet;

public sealed class Utf8GuardTests
{
    // The bytes are given as Latin-1 letters, so that the table shows them.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("M\u00FCller", "Müller")]
    [InlineData("\u00FF", "ÿ")]
    [InlineData("\u00C5\u00BC ends inside a letter \u00C5", "ż ends inside a letter Å")]
    [InlineData("\u00E2\u0082", "â\u0082")]
    [InlineData("\u00ED\u00A0\u0080", "í\u00A0\u0080")]
    [InlineData("a text of many bytes, the wrong one last \u00E9", "a text of many bytes, the wrong one last é")]
    [InlineData("nul \0 stays", "nul \0 stays")]
    public void TextInAnotherEncodingBecomesReadable(string latin1, string text)
    {
        using var folder = RepositoryRoot.Temporary();
        var bytes = Encoding.Latin1.GetBytes(latin1);
        var batch = new RecordBatch(Some.Schema, 4);
        for (var i = 0; i < 4; i++)
        {
            var row = batch.NewRow();
            row.Set(CommonFields.Raw, i == 2 ? bytes : "żółć"u8);
            row.Add(CommonFields.Recipients, i == 2 ? bytes : "x"u8);
            row.Add(CommonFields.Attributes, i == 2 ? bytes : "k"u8, i == 2 ? bytes : "v"u8);
            row.Commit();
        }

        ParquetWriter.Write(Some.Schema, [batch], folder.Combine("x.parquet"));
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var result = connection.Query(
            "SELECT raw, recipients[1], map_keys(attributes)[1], map_values(attributes)[1] FROM read_parquet(?)",
                folder.Combine("x.parquet"));
        Assert.True(result.NextChunk());
        Assert.All(Enumerable.Range(0, 4), column => Assert.Equal(text, result.Column(column).GetString(2)));
        Assert.Equal(["żółć", "x", "k", "v"], Enumerable.Range(0, 4).Select(column => result.Column(column).GetString(3)));
    }

    [Fact]
    public void DecodedTextIsAlwaysUtf8()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        for (var round = 0; round < TestRun.Repeats(2_000, 200_000); round++)
        {
            var bytes = new byte[random.Next(30)];
            random.NextBytes(bytes);
            var decoded = Utf8Guard.Decode(bytes);
            Assert.True(System.Text.Unicode.Utf8.IsValid(decoded), $"seed {Seed}, {Convert.ToHexString(bytes)}");
            // The platform's decoder replaces what it cannot read; where it replaces nothing, nothing may change.
            if (!new UTF8Encoding().GetString(bytes).Contains('\uFFFD', StringComparison.Ordinal))
                Assert.Equal(bytes, decoded);
        }
    }
}
