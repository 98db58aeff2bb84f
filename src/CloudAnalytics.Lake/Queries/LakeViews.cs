using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Summaries;

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
    readonly SummaryViews _summaries;
    readonly IReadOnlyList<Schema> _schemas;
    readonly Dictionary<string, KeyFiles> _keys;
    readonly Lock _gate = new();
    readonly List<LakeView> _defined = [];

    // The files behind each view as it stands in the engine, to leave alone what has not changed.
    readonly Dictionary<string, IReadOnlyList<string>> _current = new(StringComparer.Ordinal);

    internal LakeViews(string folder, IReadOnlyList<Schema> schemas, IReadOnlyList<SummaryTable> summaries)
    {
        _folder = new LakeFolder(folder);
        _summaries = new SummaryViews(_folder, summaries);
        _listing = new LiveListing(_folder);
        _schemas = schemas;
        _keys = schemas.Where(schema => schema.SortedBy is not null).ToDictionary(
            schema => schema.Name, schema => new KeyFiles(_folder, schema.SortedBy!.Name), StringComparer.Ordinal);
    }

    /// <summary>Adds a view over the others.</summary>
    internal void Define(string name, string select)
    {
        lock (_gate)
            _defined.Add(new LakeView(Sql.Name(name), [], () => select));
    }

    /// <summary>The data files that count now.</summary>
    internal IReadOnlyList<LakeFile> List() => [.. _listing.List().SelectMany(files => files)];

    /// <summary>Whether a format may have files that count; its folders stay when they have become empty.</summary>
    internal bool MayHave(string format) =>
        ((string[])[LakeNames.Raw, LakeNames.Archive]).Any(zone => Directory.Exists(_folder.Combine($"{zone}/{format}")));

    /// <summary>Tells the writer that files of the lake are read from now on.</summary>
    internal ReaderMark? Mark(DateTimeOffset now, TimeSpan timeMax) => ReaderMark.Make(_folder, now, timeMax);

    /// <summary>
    /// Makes the views anew whose files have changed: all in one transaction, so that no query sees two states of the lake.
    /// </summary>
    internal void Refresh(DuckDbConnection connection)
    {
        lock (_gate)
        {
            var files = _listing.List();
            var changed = ViewsOf(files)
                .Where(view => !_current.TryGetValue(view.Name, out var state) || !state.SequenceEqual(view.State, StringComparer.Ordinal))
                .ToList();
            if (changed.Count == 0)
                return;
            var views = changed.Select(view => $"CREATE OR REPLACE VIEW {view.Name} AS {view.Select()};\n");
            connection.Execute($"BEGIN;\n{string.Concat(views)}COMMIT");
            foreach (var view in changed)
                _current[view.Name] = view.State;
        }
    }

    /// <summary>
    /// Queries for the rows of a format that have one of some values in the column it is sorted by, each over only the files that may have
    /// one, all of one listing.
    /// </summary>
    internal IReadOnlyList<KeyedSelect> SelectByKey(string format, IReadOnlyList<string> columns, IReadOnlyList<string> keys)
    {
        var schema = _schemas.First(each => each.Name == format);
        var files = _listing.List(format).ToList();
        var found = _keys[format].Find(files, keys);
        var name = Sql.Name(schema.SortedBy!.Name);
        string Select(IReadOnlyList<KeyFile> some, string condition) =>
            $"{RowsOf(schema, columns, some, files)} WHERE {name} {condition}";
        if (keys.Count > Limits.KeysApart)
        {
            var any = found.SelectMany(of => of).ToList();
            return [new KeyedSelect(keys, Select(any, $"IN ({string.Join(", ", keys.Select(Literal))})"))];
        }

        // One value is looked for while a file is read, so that of other rows only the key is: ten times as fast as a list, of which the
        // engine only knows which row groups may have any. It makes a plan for each, which many values do not repay.
        return
        [
            .. keys.Zip(found).Where(pair => pair.Second.Count > 0)
                .Select(pair => new KeyedSelect([pair.First], Select(pair.Second, $"= {Literal(pair.First)}"))),
        ];
    }

    // The engine takes time for every column, also for one without any value.
    string RowsOf(Schema schema, IReadOnlyList<string> columns, IReadOnlyList<KeyFile> some, List<LakeFile> all)
    {
        var files = some.Select(of => of.File).ToHashSet();
        var filled = some.SelectMany(of => of.Filled ?? []).ToHashSet(StringComparer.Ordinal);
        if (files.Count == 0 || !files.All(IsExact) || some.Any(of => of.Filled is null) || !_keys[schema.Name].Have(some, filled))
            return $"SELECT {string.Join(", ", columns.Select(Sql.Name))} FROM ({ViewOf(schema, all.FindAll(files.Contains), all)})";
        var values = columns.Select(name => filled.Contains(name)
            ? Sql.Name(name) : $"NULL::{schema.Find(name)!.SqlType()} AS {Sql.Name(name)}");
        return $"SELECT {string.Join(", ", values)} FROM {FileScan.OfComplete(_folder, all.FindAll(files.Contains))}";
    }

    // A statement ends at its first NUL, which a log may hold.
    static string Literal(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? $"decode(unhex('{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}'))" : Sql.Text(text);

    IEnumerable<LakeView> ViewsOf(ILookup<string, LakeFile> files)
    {
        foreach (var schema in _schemas)
            yield return ViewOver([.. files[schema.Name]], schema.Name, live => ViewOf(schema, live, live));
        yield return ViewOver([.. files[""]], DeadLetters, DeadLettersView);
        foreach (var view in _summaries.Of(files, (table, read, known) => ViewOf(table.Source, read, known)))
            yield return view;
        foreach (var view in _defined)
            yield return view;
    }

    static LakeView ViewOver(List<LakeFile> files, string name, Func<List<LakeFile>, string> select) =>
        new(Sql.Name(name), files.ConvertAll(file => file.Key), () => select(files));

    /// <summary>Reads the whole lake anew with the next refresh: a file that a view names turned out to be gone.</summary>
    internal void Forget() => _listing.Forget();

    /// <param name="schema">The format.</param>
    /// <param name="files">The files that are read.</param>
    /// <param name="all">All files of the format that count: a row that may be repeated is looked for in them.</param>
    string ViewOf(Schema schema, List<LakeFile> files, List<LakeFile> all)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Name(field.Name)));
        var exact = files.Where(IsExact).ToList();
        var repeated = files.Except(exact).ToList();
        if (files.Count == 0)
            return FileScan.Empty(schema.Fields.Select(field => (field.Name, field.SqlType())));
        if (repeated.Count == 0)
            return $"SELECT {columns} FROM {Scan(schema, exact)}";
        var once = $"""
            SELECT {columns} FROM {Scan(schema, repeated)}
            QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY arrived) = 1
            """;
        var others = all.Where(IsExact).ToList();
        var known = others.Where(file => MayHoldTheSame(file, others)).ToList();
        var fresh = known.Count == 0 ? once : $"SELECT {columns} FROM ({once}) ANTI JOIN (SELECT id FROM {Scan(schema, known)}) USING (id)";
        return exact.Count == 0 ? fresh : $"SELECT {columns} FROM {Scan(schema, exact)} UNION ALL {fresh}";
    }

    static bool IsExact(LakeFile file) => file is not LakeFile.Segment { IsAtLeastOnce: true };

    // A delivery is repeated within a day: what arrived longer ago is not searched, as the compaction does not search it either.
    static bool MayHoldTheSame(LakeFile file, List<LakeFile> exact) =>
        file is not LakeFile.Archived archived || archived.Arrived == exact.OfType<LakeFile.Archived>().Max(other => other.Arrived);

    string Scan(Schema schema, List<LakeFile> files) => FileScan.Of(_folder, schema, files);

    string Paths(List<LakeFile> files) => string.Join(", ", files.Select(file => Sql.Text(_folder.Combine(file.Key))));

    string DeadLettersView(List<LakeFile> files)
    {
        if (files.Count == 0)
            return FileScan.Empty(s_deadLetterColumns);
        var names = string.Join(", ", s_deadLetterColumns.Select(column => Sql.Name(column.Name)));
        var types = string.Join(", ", s_deadLetterColumns.Select(column => $"'{column.Name}': '{column.Type}'"));
        return $"SELECT {names} FROM read_json([{Paths(files)}], format = 'newline_delimited', columns = {{{types}}})";
    }
}

/// <summary>A query for the rows that have one of some values.</summary>
/// <param name="Keys">The values.</param>
/// <param name="Sql">The query.</param>
sealed record KeyedSelect(IReadOnlyList<string> Keys, string Sql);
