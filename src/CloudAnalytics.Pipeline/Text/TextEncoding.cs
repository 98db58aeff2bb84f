namespace CloudAnalytics.Pipeline.Text;

/// <summary>How the characters of a source are written. What has no byte order mark is UTF-8.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, which the parsers read as it stands.</summary>
    Utf8,

    /// <summary>UTF-16, little end first: what Windows PowerShell's redirection writes.</summary>
    Utf16,

    /// <summary>UTF-16, big end first.</summary>
    Utf16BigEndian,

    /// <summary>UTF-32, little end first.</summary>
    Utf32,

    /// <summary>UTF-32, big end first.</summary>
    Utf32BigEndian,
}
