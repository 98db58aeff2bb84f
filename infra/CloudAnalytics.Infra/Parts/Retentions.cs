using Amazon.CDK.AWS.Logs;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>How long logs are kept.</summary>
static class Retentions
{
    /// <summary>The setting, as the CDK names it.</summary>
    public static RetentionDays Of(Site site) => site.Get(Settings.LogDays) switch
    {
        7 => RetentionDays.ONE_WEEK,
        14 => RetentionDays.TWO_WEEKS,
        30 => RetentionDays.ONE_MONTH,
        60 => RetentionDays.TWO_MONTHS,
        90 => RetentionDays.THREE_MONTHS,
        180 => RetentionDays.SIX_MONTHS,
        365 => RetentionDays.ONE_YEAR,
        731 => RetentionDays.TWO_YEARS,
        1827 => RetentionDays.FIVE_YEARS,
        3653 => RetentionDays.TEN_YEARS,
        var other => throw new System.Diagnostics.UnreachableException($"{other} days"),
    };
}
