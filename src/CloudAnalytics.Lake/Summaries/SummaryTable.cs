using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Summaries;

/// <summary>
/// A summary that is kept of every larger data file of a format, as a file of its own. Queries see two views: <c>summaries.NAME</c>, and
/// <c>summaries.NAME_rest</c> with the rows of the files that have none (yet).
/// </summary>
/// <param name="Name">Snake-case name.</param>
/// <param name="Source">The format.</param>
/// <param name="Columns">The summary's columns, with DuckDB's types.</param>
/// <param name="Build">A query in DuckDB's SQL over a view with the format's name and columns that makes the summary of its rows.</param>
public sealed record SummaryTable(string Name, Schema Source, ImmutableArray<(string Name, string Type)> Columns, string Build)
{
    const int HashCharacters = 12;

    /// <summary>
    /// Folder of its files: the name and a hash of how they are made, so that files of another version of the product are not read.
    /// </summary>
    internal string Folder { get; } = LakeNames.Summaries + "/" + Name + "-"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Build)))[..HashCharacters];

    /// <summary>Key of the summary of a data file.</summary>
    /// <param name="file">A file as listed: its size is part of the name, so that another file of the same name is told apart.</param>
    internal string KeyOf(LakeFile file) => $"{Folder}/{LakeNames.SummaryOf(file)}";

    /// <summary>Whether a file like this has a summary: one of rows that may be repeated has none, nor have other formats'.</summary>
    internal bool Covers(LakeFile file) => file switch
    {
        LakeFile.Segment segment => segment.Format == Source.Name && !segment.IsAtLeastOnce,
        LakeFile.Archived archived => archived.Format == Source.Name,
        _ => false,
    };
}
