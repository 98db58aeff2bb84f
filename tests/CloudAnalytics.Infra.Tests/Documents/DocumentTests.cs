using System.Text;
using CloudAnalytics.Infra.Configuration;
using CloudAnalytics.Infra.Costs;

namespace CloudAnalytics.Infra.Tests.Documents;

/// <summary>What is written about the stack is what it is. <c>UPDATE_SNAPSHOTS=1</c> writes the parts anew.</summary>
public sealed class DocumentTests
{
    static readonly string s_manual = RepositoryRoot.Combine("docs/aws.md".Split('/'));

    static readonly bool s_isWriting = System.Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    [Fact]
    public void TheSchemaIsFresh()
    {
        var path = RepositoryRoot.Combine(ConfigurationDocuments.SchemaPath.Split('/'));
        if (s_isWriting)
            File.WriteAllText(path, ConfigurationDocuments.Schema());
        Assert.Equal(ConfigurationDocuments.Schema(), File.ReadAllText(path));
    }

    [Fact]
    public void TheTablesOfTheManualAreFresh()
    {
        var text = File.ReadAllText(s_manual);
        var fresh = With(With(With(text, "settings", ConfigurationDocuments.Table()), "costs", CostModel.Table()), "prices",
            CostModel.PriceTable());
        if (s_isWriting)
            File.WriteAllText(s_manual, fresh);
        else
            Assert.Equal(fresh, text);
    }

    // Counted again by hand: one shard of a small site for a month, and its disk space.
    [Fact]
    public void ABillIsPriceTimesAmount()
    {
        var small = CostModel.Sites.Single(s => s.Name == "small");
        var bill = CostModel.Of(small).ToDictionary(i => i.Name, i => i.Dollars);
        Assert.Equal(0, bill["OpenSearch"]);
        // 730 h * (0.018 + 0.024) + 15.2 GB / 25 KB * 0.0175 per million
        Assert.Equal(30.67m, decimal.Round(bill["Kinesis"], 2));
        // 15.2 GB * 12 months / 5 = 36.48 GB; half of it read: 18.24 GB at 5 dollars a TB: 0.09. 730 h * 12 runs * 11 detections * 10 MB =
        // 941 GB: 4.59.
        Assert.Equal(4.68m, decimal.Round(bill["Athena"], 2));
        var large = CostModel.Of(CostModel.Sites.Single(s => s.Name == "large")).Single(i => i.Name == "OpenSearch");
        // 730 * (6 * 0.202 + 3 * 0.163) + 6000 * 0.145
        Assert.Equal(2111.73m, decimal.Round(large.Dollars, 2));
    }

    static string With(string text, string part, string content)
    {
        var (begin, end) = ($"<!-- {part} -->\n", $"<!-- end of {part} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"docs/aws.md has no part {part}");
        return new StringBuilder(text[..(from + begin.Length)]).Append('\n').Append(content).Append('\n').Append(text[to..]).ToString();
    }
}
