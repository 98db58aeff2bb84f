using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Questions;

/// <summary>A lake as the product asks it: with a view of every format, of what follows from them, and of all summaries.</summary>
public static class LakeQuestions
{
    /// <summary>Opens a lake for questions.</summary>
    /// <param name="dataFolder">The data folder; it need not exist yet.</param>
    /// <param name="settings">Threads and memory.</param>
    /// <param name="time">The clock of time limits.</param>
    public static LakeSql Open(string dataFolder, LakeSqlSettings settings, TimeProvider time)
    {
        var lake = LakeSql.Open(dataFolder, LogFormats.Schemas, settings, time, LakeSummaries.All);
        foreach (var completed in LogCatalogue.Completed)
            lake.Define(completed.Schema.Name, CompletedView.Select(completed, SqlDialect.DuckDb));
        return lake;
    }
}
