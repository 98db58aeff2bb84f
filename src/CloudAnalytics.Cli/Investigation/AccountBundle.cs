using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Cli.Investigation;

/// <summary>
/// Writes everything of one account on one day into a folder: the rows of each format as CSV and JSON with their raw lines and places, the
/// ways of its messages, a manifest, and sums by which a later change shows.
/// </summary>
sealed class AccountBundle(LakeSql lake, AccountQuestion question, TimeProvider time)
{
    /// <summary>The manifest's file.</summary>
    internal const string ManifestName = "manifest.json";

    /// <summary>The file of the sums, which <c>sha256sum -c</c> reads.</summary>
    internal const string SumsName = "SHA256SUMS";

    const string JourneysName = "journeys.json";

    // One field is enough: the account acted, sent, received, or owns what was touched.
    static readonly string[] s_texts =
        ["user_name", "sender", "original_recipient", "related_recipient", "return_path", "account", "anchor_mailbox"];

    static readonly string[] s_lists = ["recipients", "from_addresses"];

    static readonly BundleJson s_manifest = new(new JsonSerializerOptions(BundleJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    static readonly QueryLimits s_limits = new(Limits.BundleRowsMax, Limits.BundleTimeMax);

    readonly List<BundleFile> _files = [];

    SqlValue Names => (string[])[.. question.Names.Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>Writes the bundle.</summary>
    /// <returns>Its manifest.</returns>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    internal BundleManifest Write(CancellationToken cancellation)
    {
        Directory.CreateDirectory(question.Folder);
        var made = time.GetUtcNow();
        foreach (var format in LogFormats.All)
            WriteRows(format.Schema, cancellation);
        var found = new AccountJourneys(lake, question).Read(cancellation);
        if (found.Journeys.Count > 0)
        {
            using (var stream = File.Create(PathOf(JourneysName)))
                TraceWriter.WriteJson(found, stream);
            Note(JourneysName, null, null);
        }

        var manifest = new BundleManifest(
            question.Names[0], question.Names, question.Day.ToString("yyyy-MM-dd", null), question.Zone.Id, question.From, question.To,
            question.By, question.Case, made, Product, s_notes, found.Journeys.Count, found.IsTruncated, _files, Evidence(cancellation));
        using (var stream = File.Create(PathOf(ManifestName)))
        {
            JsonSerializer.Serialize(stream, manifest, s_manifest.BundleManifest);
            stream.Write("\n"u8);
        }

        var sums = _files.Select(file => (file.Sha256, file.Name)).Append((Sum(ManifestName), ManifestName));
        // GNU coreutils: the sum, a space, an asterisk for bytes as they are, the name.
        File.WriteAllText(PathOf(SumsName), string.Concat(sums.Select(sum => $"{sum.Item1} *{sum.Item2}\n")));
        return manifest;
    }

    static readonly ImmutableArray<string> s_notes =
    [
        "SHA256SUMS holds the SHA-256 of every file, this one included: 'sha256sum -c SHA256SUMS' shows any later change. Keep the sum of "
            + "SHA256SUMS itself elsewhere, such as in the case's file.",
        "One CSV and one JSON file per format hold the same rows; a text in CSV that a spreadsheet would take for a formula has an apostrophe "
            + "before it, JSON has it as it was.",
        "raw is the line as it was logged, with passwords and tokens taken out before it was stored; source_file and byte_offset are its place. "
            + "Of a compressed file the offset counts in what was compressed.",
        "byte_offset is empty where a row's id is no place in a file: Windows events, administrator audit and message tracking of Exchange 2016 "
            + "and later bring an id of their own, and records of a stream are known by their sequence number.",
        "evidence lists the first and last row of the day for every host and format, whoever they are about: a host or hours that are missing "
            + "there are missing in the archive.",
    ];

    static string Product => "CloudAnalytics "
        + (typeof(AccountBundle).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    string PathOf(string name) => Path.Combine(question.Folder, name);

    void WriteRows(Schema schema, CancellationToken cancellation)
    {
        var conditions = s_texts.Where(Has).Select(name => $"list_contains($3, {Text(name)})")
            .Concat(s_lists.Where(Has).Select(name => $"list_has_any($3, list_transform(\"{name}\", x -> lower(x)))")).ToList();
        if (conditions.Count == 0)
            return;
        bool Has(string name) => schema.Find(name) is not null;
        using var query = lake.Query(
            $"SELECT * FROM {schema.Name} WHERE time >= $1 AND time < $2 AND ({string.Join(" OR ", conditions)}) ORDER BY time, id",
            [question.From, question.To, Names], s_limits, cancellation);
        if (!query.NextChunk())
            return;
        var rows = 0L;
        using (var csv = new StreamWriter(PathOf(schema.Name
            + ".csv"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var stream = File.Create(PathOf(schema.Name + ".json")))
        using (var json = new JsonRows(stream))
        {
            csv.Write(CsvText.Header([.. query.ColumnNames, "byte_offset"]));
            do
            {
                for (var row = 0; row < query.RowCount; row++, rows++)
                    Write(query, row, schema.Name, csv, json);
            }
            while (query.NextChunk());
        }

        if (query.IsTruncated)
            throw new IOException($"{schema.Name} has more than {Limits.BundleRowsMax:N0} rows of the account on that day; the bundle in "
                + $"{question.Folder} is not complete and has no manifest");
        Note(schema.Name + ".csv", schema.Name, rows);
        Note(schema.Name + ".json", schema.Name, rows);
    }

    // The mailbox that a request was for is written with the kind of its name before it: smtp:alice@contoso.com, Smtp~alice@contoso.com.
    static string Text(string name) => name == "anchor_mailbox" ? "lower(regexp_replace(anchor_mailbox, '^[A-Za-z]+[:~]', ''))"
        : $"lower(\"{name}\")";

    static void Write(LakeQuery query, int row, string format, StreamWriter csv, JsonRows rows)
    {
        var line = new StringBuilder();
        var json = rows.Begin();
        for (var i = 0; i < query.ColumnNames.Count; i++)
        {
            line.Append(i == 0 ? "" : ",");
            CsvText.Append(line, query.Column(i).GetString(row), ResultWriter.IsNumber(query.ColumnTypes[i]));
            json.WritePropertyName(query.ColumnNames[i]);
            DuckDbText.WriteJson(json, query.Column(i), row);
        }

        var offset = RowPlace.OffsetOf(format, query.Column("id").GetString(row));
        json.WritePropertyName("byte_offset");
        if (offset is { } place)
        {
            json.WriteNumberValue(place);
            line.Append(System.Globalization.CultureInfo.InvariantCulture, $",{place}");
        }
        else
        {
            json.WriteNullValue();
            line.Append(',');
        }

        rows.End();
        csv.Write(line.Append("\r\n"));
    }

    List<BundleEvidence> Evidence(CancellationToken cancellation)
    {
        var evidence = new List<BundleEvidence>();
        foreach (var format in LogFormats.All)
        {
            using var query = lake.Query(
                $"SELECT host, min(time), max(time), count(*), count(DISTINCT date_trunc('hour', time)) FROM {format.Name} "
                + "WHERE time >= $1 AND time < $2 GROUP BY 1 ORDER BY 1", [question.From, question.To], s_limits, cancellation);
            while (query.NextChunk())
            {
                for (var i = 0; i < query.RowCount; i++)
                    evidence.Add(new BundleEvidence(format.Name, query.Column(0).GetString(i), query.Column(1).GetTime(i)!.Value,
                        query.Column(2).GetTime(i)!.Value, query.Column(3).GetInt64(i), query.Column(4).GetInt64(i)));
            }
        }

        return evidence;
    }

    void Note(string name, string? format, long? rows) =>
        _files.Add(new BundleFile(name, format, rows, new FileInfo(PathOf(name)).Length, Sum(name)));

    string Sum(string name)
    {
        using var stream = File.OpenRead(PathOf(name));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
