using System.Diagnostics.CodeAnalysis;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions;

/// <summary>Makes the function that the settings name.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "What a function holds lives as long as the process.")]
static class FunctionTable
{
    internal static IFunction Create(FunctionHost host) => host.Settings.Function switch
    {
        FunctionKind.Archive => new ArchiveFunction(host, Lake(host.Settings)),
        _ => throw new SettingsException($"the function '{host.Settings.Function}' is not part of this build"),
    };

    static IObjectStore Lake(FunctionSettings settings) =>
        S3Store.Open(AwsConnection.Of(settings.Region, settings.AwsEndpoint), settings.LakeBucket, settings.LakePrefix);
}
