using System.Buffers;
using System.Text.Json;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Compact;

/// <summary>
/// Once a day, and behind each deployment: moves closed days of arrival into the archive, format by format, and then tells Athena's views
/// where the cut is. Can be stopped at any instant and run again; views are made anew in every run, the first one included, so that one
/// that was missed is made up for.
/// </summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="store">The lake.</param>
/// <param name="athena">Athena; null where no views are wanted.</param>
sealed class CompactFunction(FunctionHost host, IObjectStore store, AthenaClient? athena) : IFunction
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
    {
        var done = new List<CompactedDay>();
        var failed = new List<string>();
        foreach (var schema in LogFormats.Schemas)
            await TryAsync(schema, () => CompactAsync(schema, done, cancellationToken), failed, invocation);

        if (athena is not null)
        {
            foreach (var completed in LogCatalogue.Completed)
            {
                var select = CompletedView.Select(completed, SqlDialect.Athena);
                var view = $"CREATE OR REPLACE VIEW {completed.Schema.Name} AS\n{select}";
                await TryAsync(completed.Schema, () => DefineAsync(athena, completed.Schema, view, cancellationToken), failed, invocation);
            }
        }

        return failed.Count == 0
            ? Answer(done)
            : throw new FunctionException("Compaction.Failed", $"not compacted, and read as before: {string.Join(", ", failed)}");
    }

    // The others are not kept waiting by one: its fresh rows are read as before.
    async ValueTask TryAsync(Schema schema, Func<ValueTask> action, List<string> failed, Invocation invocation)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            failed.Add(schema.Name);
            host.Log.Write("error", exception.Message, ("format", schema.Name), ("request_id", invocation.RequestId));
        }
    }

    async ValueTask CompactAsync(Schema schema, List<CompactedDay> done, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), "compact");
        var cut = await new StoreCompaction(store, folder, host.Time).RunAsync(schema.Name, done.Add, cancellationToken);
        // Also before anything was compacted: from the first day on it is the views that questions are asked of.
        if (athena is not null)
            await DefineAsync(athena, schema, AthenaView.Create(schema, cut), cancellationToken);
    }

    async ValueTask DefineAsync(AthenaClient client, Schema schema, string sql, CancellationToken cancellationToken)
    {
        var statement = new AthenaStatement(
            sql, host.Settings.AthenaWorkgroup!, host.Settings.GlueDatabase!, Limits.AthenaViewTimeMax);
        switch (await client.RunAsync(statement, cancellationToken))
        {
            case AthenaOutcome.Failed failure:
                throw new IOException($"the view of {schema.Name} could not be made: {failure.Error.Message}");
            case AthenaOutcome.OutOfTime late:
                throw new IOException($"the view of {schema.Name} was not made within {late.TimeMax.TotalSeconds:0} s");
        }
    }

    static ReadOnlyMemory<byte> Answer(List<CompactedDay> days)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("days");
        foreach (var day in days)
        {
            json.WriteStartObject();
            json.WriteString("format", day.Format);
            json.WriteString("arrived", FormattableString.Invariant($"{day.Arrived:yyyy-MM-dd}"));
            json.WriteNumber("rows", day.Rows);
            json.WriteNumber("duplicates", day.Duplicates);
            json.WriteNumber("files", day.Files);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
