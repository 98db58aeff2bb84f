using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Queries;

/// <summary>
/// Keeps the views of an engine equal to the lake's live files. A view names its files one by one, so that what counts is decided here and
/// not by a pattern.
/// </summary>
sealed class LakeViews
{
    /// <summary>Name of the view of dead letters.</summary>
    internal const string DeadLetters = "dead_letters";

    static readonly (string Name, string Type)[] s_deadLetterColumns =
    [
        ("time", "TIMESTAMP"), ("format", "VARCHAR"), ("source_file", "VARCHAR"), ("offset", "BIGINT"), ("reason", "VARCHAR"),
        ("raw_base64", "VARCHAR"),
    ];

    readonly LakeFolder _folder;
    readonly LiveListing _listing;
    readonly IReadOnlyList<Schema> _schemas;
    readonly Lock _gate = new();

    // The files behind each view as it stands in the engine, to leave alone what has not changed.
    readonly Dictionary<string, IReadOnlyList<string>> _current = new(StringComparer.Ordinal);

    internal LakeViews(string folder, IReadOnlyList<Schema> schemas)
    {
        _folder = new LakeFolder(folder);
        _listing = new LiveListing(_folder);
        _schemas = schemas;
    }

    /// <summary>The data files that count now.</summary>
    internal IReadOnlyList<LakeFile> List() => [.. _listing.List().SelectMany(files => files)];

    /// <summary>Makes the views anew whose files have changed.</summary>
    internal void Refresh(DuckDbConnection connection)
    {
        lock (_gate)
        {
            var files = _listing.List();
            foreach (var schema in _schemas)
                Replace(connection, schema.Name, [.. files[schema.Name]], live => ViewOf(schema, live));
            Replace(connection, DeadLetters, [.. files[""]], DeadLettersView);
        }
    }

    /// <summary>Reads the whole lake anew with the next refresh: a file that a view names turned out to be gone.</summary>
    internal void Forget() => _listing.Forget();

    void Replace(DuckDbConnection connection, string name, List<LakeFile> files, Func<List<LakeFile>, string> select)
    {
        var keys = files.ConvertAll(file => file.Key);
        if (_current.TryGetValue(name, out var current) && current.SequenceEqual(keys, StringComparer.Ordinal))
            return;
        connection.Execute($"CREATE OR REPLACE VIEW {Sql.Name(name)} AS {select(files)}");
        _current[name] = keys;
    }

    string ViewOf(Schema schema, List<LakeFile> files)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Name(field.Name)));
        var exact = files.Where(file => file is not LakeFile.Segment { IsAtLeastOnce: true }).ToList();
        var repeated = files.Except(exact).ToList();
        if (files.Count == 0)
            return Empty(schema.Fields.Select(field => (field.Name, field.SqlType())));
        if (repeated.Count == 0)
            return $"SELECT {columns} FROM {Scan(schema, exact)}";
        var once = $"""
            SELECT {columns} FROM {Scan(schema, repeated)}
            QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY arrived) = 1
            """;
        var known = exact.Where(file => MayHoldTheSame(file, exact)).ToList();
        var fresh = known.Count == 0 ? once : $"SELECT {columns} FROM ({once}) ANTI JOIN (SELECT id FROM {Scan(schema, known)}) USING (id)";
        return exact.Count == 0 ? fresh : $"SELECT {columns} FROM {Scan(schema, exact)} UNION ALL {fresh}";
    }

    // A delivery is repeated within a day: what arrived longer ago is not searched, as the compaction does not search it either.
    static bool MayHoldTheSame(LakeFile file, List<LakeFile> exact) =>
        file is not LakeFile.Archived archived || archived.Arrived == exact.OfType<LakeFile.Archived>().Max(other => other.Arrived);

    /// <summary>
    /// The files as a table of the schema's columns. The types are given, so that the engine opens no file before it reads rows, and a
    /// column that an older file lacks is null there.
    /// </summary>
    string Scan(Schema schema, List<LakeFile> files)
    {
        var types = string.Join(", ", schema.Fields.Select(field =>
            $"{Sql.Text(field.Name)}: {{name: {Sql.Text(field.Name)}, type: '{field.SqlType()}', default_value: NULL}}"));
        return $"read_parquet([{Paths(files)}], schema = MAP {{{types}}}, hive_partitioning = false)";
    }

    string Paths(List<LakeFile> files) => string.Join(", ", files.Select(file => Sql.Text(_folder.Combine(file.Key))));

    static string Empty(IEnumerable<(string Name, string Type)> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"NULL::{column.Type} AS {Sql.Name(column.Name)}"))} WHERE false";

    string DeadLettersView(List<LakeFile> files)
    {
        if (files.Count == 0)
            return Empty(s_deadLetterColumns);
        var names = string.Join(", ", s_deadLetterColumns.Select(column => Sql.Name(column.Name)));
        var types = string.Join(", ", s_deadLetterColumns.Select(column => $"'{column.Name}': '{column.Type}'"));
        return $"SELECT {names} FROM read_json([{Paths(files)}], format = 'newline_delimited', columns = {{{types}}})";
    }
}
