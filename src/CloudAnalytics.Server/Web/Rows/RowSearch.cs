using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>Which rows of a format are looked for.</summary>
/// <param name="Schema">The format.</param>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after.</param>
public sealed record RowSearch(Schema Schema, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Whether background traffic is wanted too.</summary>
    public bool IncludeNoise { get; init; }

    /// <summary>Conditions, all of which must hold.</summary>
    public ImmutableArray<FilterClause> Filters { get; init; } = [];

    /// <summary>Words that must stand in the row, as typed; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>
    /// Reads <c>format</c>, <c>from</c>, <c>to</c>, <c>noise</c>, any number of <c>f</c> (<see cref="FilterText"/>) and <c>q</c>.
    /// </summary>
    internal static RowSearch Read(HttpRequest request, ImmutableArray<Schema> schemas, TimeProvider clock)
    {
        var name = ApiRequest.RequiredText(request, "format");
        var schema = schemas.FirstOrDefault(s => s.Name == name)
            ?? throw new RequestProblem($"There is no format '{name}'. There are: {string.Join(", ", schemas.Select(s => s.Name))}.");
        var (from, to) = ApiRequest.Range(request, clock);
        var filters = request.Query["f"];
        if (filters.Count > Limits.FilterClausesMax)
            throw new RequestProblem($"There are {filters.Count} filters; {Limits.FilterClausesMax} are allowed.");
        return new RowSearch(schema, from, to)
        {
            IncludeNoise = ApiRequest.Flag(request, "noise"),
            Filters = [.. filters.Select(f => FilterText.Parse(f ?? "", schema))],
            Text = ApiRequest.Text(request, "q") ?? "",
        };
    }
}
