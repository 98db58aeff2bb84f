using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>What is detected: the only list of detections. A new one is declared in the file of its subject and listed there.</summary>
public static class LogDetections
{
    /// <summary>All of them, by subject.</summary>
    public static ImmutableArray<Detection> All { get; } =
        [.. LoginDetections.All, .. AccountDetections.All, .. DeliveryDetections.All, .. ClientDetections.All, .. ContentDetections.All];

    /// <summary>The detection of that name, or null.</summary>
    public static Detection? Find(string name) => All.FirstOrDefault(detection => detection.Name == name);
}
