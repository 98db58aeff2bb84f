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

    readonly string _folder;
    readonly IReadOnlyList<Schema> _schemas;
    readonly Lock _gate = new();

    // The files behind each view as it stands in the engine, to leave alone what has not changed.
    readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);

    internal LakeViews(string folder, IReadOnlyList<Schema> schemas)
    {
        _folder = folder;
        _schemas = schemas;
    }

    /// <summary>The data files that count now.</summary>
    internal IReadOnlyList<LakeFile> List()
    {
        // The cuts are read before the listing: a compaction that ends in between shows its rows once, in the raw zone.
        var cuts = new Dictionary<string, DateOnly?>(StringComparer.Ordinal);
        foreach (var schema in _schemas)
            cuts[schema.Name] = ReadCut(schema.Name);
        return LiveFiles.Of(Listing(), format => cuts.GetValueOrDefault(format));
    }

    /// <summary>Makes the views anew whose files have changed.</summary>
    internal void Refresh(DuckDbConnection connection)
    {
        var byFormat = List().ToLookup(file => file switch
        {
            LakeFile.Segment segment => segment.Format,
            LakeFile.Archived archived => archived.Format,
            _ => DeadLetters,
        });
        lock (_gate)
        {
            foreach (var schema in _schemas)
                Replace(connection, schema.Name, ViewOf(schema, [.. byFormat[schema.Name]]),
                    () => UnionOf(schema, [.. byFormat[schema.Name]]));
            Replace(connection, DeadLetters, DeadLettersView([.. byFormat[DeadLetters]]), null);
        }
    }

    void Replace(DuckDbConnection connection, string name, string select, Func<string>? fallback)
    {
        if (_current.TryGetValue(name, out var current) && current == select)
            return;
        try
        {
            connection.Execute($"CREATE OR REPLACE VIEW {Sql.Name(name)} AS {select}");
        }
        catch (DuckDbException failure) when (failure.Kind == DuckDbErrorKind.Binder && fallback is not null)
        {
            // No file at hand has a column that the schema has gained since: a typed empty row set brings it in.
            connection.Execute($"CREATE OR REPLACE VIEW {Sql.Name(name)} AS {fallback()}");
        }

        _current[name] = select;
    }

    string ViewOf(Schema schema, List<LakeFile> files)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Name(field.Name)));
        var exact = files.Where(file => file is not LakeFile.Segment { IsAtLeastOnce: true }).ToList();
        var repeated = files.Where(file => file is LakeFile.Segment { IsAtLeastOnce: true }).ToList();
        if (files.Count == 0)
            return Empty(schema);
        if (repeated.Count == 0)
            return $"SELECT {columns} FROM {Scan(exact)}";
        var once = $"SELECT {columns} FROM {Scan(repeated)} QUALIFY row_number() OVER (PARTITION BY id ORDER BY arrived) = 1";
        return exact.Count == 0
            ? once
            : $"SELECT {columns} FROM {Scan(exact)} UNION ALL SELECT * FROM ({once}) fresh ANTI JOIN (SELECT id FROM {Scan(exact)}) known USING (id)";
    }

    string UnionOf(Schema schema, List<LakeFile> files)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Name(field.Name)));
        return $"SELECT {columns} FROM ({Empty(schema)} UNION ALL BY NAME SELECT * FROM {Scan(files)} QUALIFY row_number() OVER (PARTITION BY id) = 1)";
    }

    string Scan(List<LakeFile> files) => $"read_parquet([{Paths(files)}], union_by_name = true, hive_partitioning = false)";

    string Paths(List<LakeFile> files) =>
        string.Join(", ", files.Select(file => Sql.Text(Path.Combine(_folder, file.Key.Replace('/', Path.DirectorySeparatorChar)))));

    static string Empty(Schema schema) =>
        $"SELECT {string.Join(", ", schema.Fields.Select(field => $"NULL::{field.SqlType()} AS {Sql.Name(field.Name)}"))} WHERE false";

    string DeadLettersView(List<LakeFile> files)
    {
        const string columns =
            "\"time\" TIMESTAMP, format VARCHAR, source_file VARCHAR, \"offset\" BIGINT, reason VARCHAR, raw_base64 VARCHAR";
        const string names = "\"time\", format, source_file, \"offset\", reason, raw_base64";
        return files.Count == 0
            ? $"SELECT {string.Join(", ", columns.Split(", ").Select(c => c.Split(' ')).Select(c => $"NULL::{c[1]} AS {c[0]}"))} WHERE false"
            : $"SELECT {names} FROM read_json([{Paths(files)}], format = 'newline_delimited', columns = {{"
                + string.Join(", ", columns.Split(", ").Select(c => c.Split(' ')).Select(c => $"{c[0].Replace('"', '\'')}: '{c[1]}'"))
                + "})";
    }

    IEnumerable<LakeFile> Listing()
    {
        foreach (var zone in (string[])[LakeNames.Raw, LakeNames.Archive, LakeNames.Dead])
        {
            var folder = Path.Combine(_folder, zone);
            if (!Directory.Exists(folder))
                continue;
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                if (LakeNames.Parse(Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/')) is { } file)
                    yield return file;
            }
        }
    }

    DateOnly? ReadCut(string format)
    {
        var path = Path.Combine(_folder, LakeNames.CutKey(format));
        return File.Exists(path) ? LakeNames.ParseDay(File.ReadAllText(path).Trim()) : null;
    }
}
