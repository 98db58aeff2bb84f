using System.Globalization;

namespace CloudAnalytics.Cli.Tests.Samples;

/// <summary>A row of a sample, read by the simplest means there are.</summary>
/// <param name="Format">The product's name of its format.</param>
/// <param name="File">The file's path in the sample, with <c>/</c>.</param>
/// <param name="Time">Its own time.</param>
/// <param name="Cells">The cells by column name; empty and <c>-</c> are left out.</param>
sealed record SampleRow(string Format, string File, DateTimeOffset Time, IReadOnlyDictionary<string, string> Cells)
{
    public string this[string column] => Cells.GetValueOrDefault(column, "");

    /// <summary>Whether the row is background traffic, by the rules that the truth states.</summary>
    public bool IsNoise => Format switch
    {
        "exchange_message_tracking" => IsMonitor(this["sender-address"])
            || this["event-id"] is "HAREDIRECT" or "HARECEIVE" or "HADISCARD" or "HAREDIRECTFAIL",
        "iis_access" => IsMonitor(this["cs-username"]) || IsProbe(this["cs(User-Agent)"])
            || this["cs-uri-stem"].EndsWith("healthcheck.htm", StringComparison.Ordinal)
            || (this["sc-status"] == "401" && this["cs-username"].Length == 0),
        "exchange_http_proxy" => IsMonitor(this["AuthenticatedUser"]) || IsProbe(this["UserAgent"])
            || (this["HttpStatus"] == "401" && this["AuthenticatedUser"].Length == 0),
        "exchange_ews" => IsMonitor(this["AuthenticatedUser"]),
        "exchange_mapi_http" => IsMonitor(this["AuthenticatedUserEmail"]),
        "exchange_imap_pop" => IsMonitor(this["user"]),
        "exchange_cmdlet" => IsMonitor(this["AuthenticatedUser"]),
        "exchange_ecp" => IsMonitor(this["EventData"]),
        "exchange_admin_audit" => IsMonitor(this["Data"]),
        _ => false,
    };

    /// <summary>The cell as a number.</summary>
    public long Number(string column) => long.Parse(this[column], CultureInfo.InvariantCulture);

    /// <summary>The part of a cell between a mark and the next end, or an empty text.</summary>
    public string After(string column, string mark, char end)
    {
        var text = this[column];
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : text[(at + mark.Length)..].Split(end)[0];
    }

    static bool IsMonitor(string text) => text.Contains("HealthMailbox", StringComparison.Ordinal);

    static bool IsProbe(string agent) =>
        agent.Contains("AMProbe", StringComparison.Ordinal) || agent.Contains("AM_Probe", StringComparison.Ordinal)
            || agent == "MapiHttpClient";
}
