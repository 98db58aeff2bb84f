using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.Dashboards;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions.Aggregate;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Functions.Clients;
using CloudAnalytics.Functions.Compact;
using CloudAnalytics.Functions.Index;
using CloudAnalytics.Functions.Provision;
using CloudAnalytics.Functions.Replay;

namespace CloudAnalytics.Functions;

/// <summary>Makes the function that the settings name.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "What a function holds lives as long as the process.")]
static class FunctionTable
{
    internal static IFunction Create(FunctionHost host) => host.Settings.Function switch
    {
        FunctionKind.Index => new IndexFunction(host, Documents(host), Lake(host.Settings)),
        FunctionKind.Provision => Provision(host),
        FunctionKind.Aggregate => Aggregate(host),
        FunctionKind.Archive => Archive(host),
        FunctionKind.Compact => new CompactFunction(host, Lake(host.Settings), Athena(host)),
        FunctionKind.Replay => new ReplayFunction(host, Lake(host.Settings), Failed(host.Settings),
            host.Settings.OpenSearchEndpoint is null ? null : Documents(host)),
        _ => throw new SettingsException($"the function '{host.Settings.Function}' is not part of this build"),
    };

    /// <summary>What loads that which a function's first event takes; null for those that start seldom, and for no function.</summary>
    /// <param name="name">The function's name.</param>
    internal static Action? RehearsalOf(string? name) =>
        name == FunctionKinds.NameOf(FunctionKind.Index) ? IndexFunction.Rehearse
        : name == FunctionKinds.NameOf(FunctionKind.Archive) ? ArchiveFunction.Rehearse
        : null;

    static ArchiveFunction Archive(FunctionHost host)
    {
        var lake = Lake(host.Settings);
        return new ArchiveFunction(host, lake, lake.Prepare);
    }

    static LakeStore Lake(FunctionSettings settings) => new(settings);

    static LakeStore Failed(FunctionSettings settings) =>
        new(settings with { LakeBucket = settings.FailedBucket ?? settings.LakeBucket, LakePrefix = "" });

    static OpenSearchSink Documents(FunctionHost host)
    {
        var share = host.Settings.BulkTimeout / Limits.BulkTimeout;
        return new OpenSearchSink(Cluster(host), new IndexNames(host.Settings.IndexPrefix), host.Time)
        {
            Timeout = host.Settings.BulkTimeout,
            Pause = Limits.BulkPause * share,
            PauseMax = Limits.BulkPauseMax * share,
        };
    }

    static ProvisionFunction Provision(FunctionHost host) =>
        new(host, new Provisioner(Cluster(host), Lake(host.Settings), host.Time), new HttpClient(), Dashboards(host.Settings));

    static ImmutableArray<(string Name, string Objects)> Dashboards(FunctionSettings settings) => OpenSearchDashboards.Compile(
        LogFormats.Indexed, LogCatalogue.Panels, LogCatalogue.Overview, new IndexNames(settings.IndexPrefix));

    static AggregateFunction Aggregate(FunctionHost host)
    {
        var settings = host.Settings;
        var athena = Athena(host)!;
        var table = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);
        var lake = Lake(settings);
        var engine = new AthenaDetections(athena, settings.AthenaWorkgroup!, settings.GlueDatabase!, host.Time);
        var places = settings.Detections!.Places is { IsEmpty: false } files ? new PlaceObjects(lake, files) : null;
        var run = new DetectionRun(engine, LogDetections.All, settings.Detections, places);
        var judge = new DetectionJudge(host, run, lake, new ArchiveSink(lake, Path.GetTempPath(), settings.KeepRaw),
            settings.OpenSearchEndpoint is null ? null : Documents(host));
        if (settings.OpenSearchEndpoint is null)
        {
            var panels = new AthenaPanels(athena, settings.AthenaWorkgroup!, settings.GlueDatabase!);
            return new AggregateFunction(host, new AggregateParts(table, panels, lake, Failed(settings), null, judge));
        }

        var (cluster, names) = (Cluster(host), new IndexNames(settings.IndexPrefix));
        return new AggregateFunction(host, new AggregateParts(
            table, new PanelSearch(cluster, names), lake, Failed(settings), new MetricNoteSink(cluster, names), judge));
    }

    static OpenSearchClient Cluster(FunctionHost host)
    {
        var connection = AwsConnection.Of(host.Settings.Region, host.Settings.AwsEndpoint);
        try
        {
            return OpenSearchConnection.Open(connection, host.Settings.OpenSearchEndpoint!, host.Time);
        }
        catch (ArgumentException e)
        {
            throw new SettingsException($"CLOUDANALYTICS_OPENSEARCH_ENDPOINT: {e.Message}");
        }
    }

    static AthenaClient? Athena(FunctionHost host) => host.Settings is { AthenaWorkgroup: not null, GlueDatabase: not null }
        ? AthenaClient.Open(AwsConnection.Of(host.Settings.Region, host.Settings.AwsEndpoint), host.Time)
        : null;
}
