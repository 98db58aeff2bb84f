namespace CloudAnalytics.Core;

/// <summary>The bounds of taking logs in.</summary>
public static partial class Limits
{
    /// <summary>
    /// Bytes of a source's beginning that are looked at to recognise its format: more than any header (EWS writes 3.6 kB of it).
    /// </summary>
    public const int RecognitionBytesMax = 64 * 1024;
}
