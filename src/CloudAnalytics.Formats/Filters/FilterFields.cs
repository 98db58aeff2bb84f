using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Filters;

/// <summary>The fields that mail filters share.</summary>
public static class FilterFields
{
    /// <summary>Virus.</summary>
    public static readonly Field<Utf8Text> VirusName = Field.Keyword("virus_name",
        "Virus that was found, as the scanner calls it; several are separated by commas.");

    /// <summary>Selector.</summary>
    public static readonly Field<Utf8Text> DkimSelector = Field.Keyword("dkim_selector", "Selector of the DKIM key (RFC 6376 3.1).");

    /// <summary>Domain.</summary>
    public static readonly Field<Utf8Text> DkimDomain = Field.Keyword("dkim_domain", "Domain that signs (RFC 6376 3.5, d=).");
}
