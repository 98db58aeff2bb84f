using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Server.Web.Alarms;
using CloudAnalytics.Server.Web.Intake;
using CloudAnalytics.Server.Web.Panels;
using CloudAnalytics.Server.Web.Rows;
using CloudAnalytics.Server.Web.Statements;
using CloudAnalytics.Server.Web.Traces;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web;

/// <summary>What the API asks: each part is one small interface, so that a test can stand in for it.</summary>
public sealed record WebParts
{
    /// <summary>Asks the lake.</summary>
    public required LakeSql Lake { get; init; }

    /// <summary>The formats of logs.</summary>
    public required ImmutableArray<ILogFormat> Formats { get; init; }

    /// <summary>Everything that is a view: the formats' schemas, and what the product records about itself.</summary>
    public required ImmutableArray<Schema> Schemas { get; init; }

    /// <summary>All panels.</summary>
    public required ImmutableArray<Panel> Panels { get; init; }

    /// <summary>Those of them that the first page shows, in its order.</summary>
    public ImmutableArray<Panel> Overview { get; init; } = [];

    /// <summary>What a statement of the SQL page may cost.</summary>
    public QueryLimits StatementLimits { get; init; } = QueryLimits.Default;

    /// <summary>The alarms; null where nothing judges them.</summary>
    public AlarmMonitor? Alarms { get; init; }

    /// <summary>What the alarms said before; null where nothing judges them.</summary>
    public AlarmHistory? AlarmHistory { get; init; }

    /// <summary>The intake of this process; null where it takes nothing in.</summary>
    public IIntakeStatus? Intake { get; init; }

    internal static void Map(IEndpointRouteBuilder api, WebParts parts, TimeProvider clock)
    {
        var desk = new LakeDesk(parts.Lake);
        new FormatEndpoints(desk, parts.Formats, parts.Schemas).Map(api);
        new PanelEndpoints(desk, parts.Panels, parts.Overview, clock).Map(api);
        new RowEndpoints(desk, parts.Schemas, clock).Map(api);
        new SqlEndpoint(desk, parts.StatementLimits, clock).Map(api);
        new TraceEndpoint(desk).Map(api);
        new AlarmEndpoint(desk, parts.Alarms, parts.AlarmHistory).Map(api);
        new IntakeEndpoints(desk, parts.Intake).Map(api);
    }
}
