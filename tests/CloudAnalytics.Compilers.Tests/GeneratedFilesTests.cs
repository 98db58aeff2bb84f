using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Compilers.Tests;

/// <summary>What is checked in is what the declarations compile to. <c>UPDATE_SNAPSHOTS=1</c> writes the files anew.</summary>
public sealed class GeneratedFilesTests
{
    static readonly GeneratedFile[] s_files =
        [.. GeneratedFiles.All(
            LogFormats.All, LogFormats.Besides, LogFormats.Indexed, LogCatalogue.Panels, LogCatalogue.Alarms, LogCatalogue.Compliance,
            CloudMetrics.All, LogCatalogue.Overview)];

    [Fact]
    public void CheckedInFilesAreFresh()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            Write();
        var stale = s_files.Where(f => !File.Exists(Full(f)) || File.ReadAllText(Full(f)) != f.Text).Select(f => f.Path);
        Assert.True(!stale.Any(), $"stale, write them anew with UPDATE_SNAPSHOTS=1: {string.Join(", ", stale)}");
        Assert.Equal(s_files.Select(f => f.Path).Where(p => GeneratedFiles.Folders.Any(f => p.StartsWith(f, StringComparison.Ordinal))),
            InFolder());
    }

    [Fact]
    public void FilesEndInOneLineFeedAndHoldNoTabs() => Assert.All(s_files, f =>
    {
        Assert.EndsWith("\n", f.Text, StringComparison.Ordinal);
        Assert.False(f.Text.EndsWith("\n\n", StringComparison.Ordinal), f.Path);
        Assert.DoesNotContain('\t', f.Text);
    });

    [TrinoFact]
    public void TablesAreHivesLanguage()
    {
        var schemas = LogFormats.Schemas;
        var faults = TrinoGrammar.Check(schemas.Select(GlueTable.Ddl), "hive");
        Assert.All(schemas.Zip(faults), f => Assert.True(f.Second is null, $"{f.First.Name}: {f.Second}"));
    }

    [Fact]
    public void GlueHasEveryColumnWithItsMeaning()
    {
        var columns = GlueTable.Columns(IngestionSchema.Schema);
        Assert.Equal(IngestionSchema.Schema.Fields.Select(f => f.Name), columns.Select(c => c.Name));
        Assert.Equal("timestamp", columns[0].Type);
        Assert.All(columns, c => Assert.InRange(c.Comment.Length, 1, 255));
    }

    static string Full(GeneratedFile file) => RepositoryRoot.Combine(file.Path.Split('/'));

    static IEnumerable<string> InFolder() => GeneratedFiles.Folders
        .SelectMany(f => Directory.EnumerateFiles(RepositoryRoot.Combine(f.Split('/')), "*", SearchOption.AllDirectories))
        .Select(f => Path.GetRelativePath(RepositoryRoot.Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    static void Write()
    {
        foreach (var root in GeneratedFiles.Folders.Select(f => RepositoryRoot.Combine(f.Split('/'))).Where(Directory.Exists))
            Directory.Delete(root, recursive: true);
        foreach (var file in s_files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(file))!);
            File.WriteAllText(Full(file), file.Text);
        }
    }
}
