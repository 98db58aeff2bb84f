using System.Collections.Immutable;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Windows;

namespace CloudAnalytics.Formats;

/// <summary>The only list of formats. A new one is added here and nowhere else.</summary>
public static class LogFormats
{
    /// <summary>All formats, in the order in which they are tried on the beginning of a file.</summary>
    public static ImmutableArray<ILogFormat> All { get; } =
    [
        new MessageTrackingFormat(),
        new EwsFormat(),
        new HttpProxyFormat(),
        new MapiHttpFormat(),
        new SmtpProtocolFormat(),
        new ImapPopFormat(),
        new TransportAgentFormat(),
        new CmdletFormat(),
        new EcpFormat(),
        new AdminAuditFormat(),
        new IisAccessFormat(),
        new IisErrorFormat(),
        new WindowsEventFormat(),
    ];

    /// <summary>The schemas that have a view: those of all formats, and what the intake writes about itself.</summary>
    public static ImmutableArray<Schema> Schemas { get; } = [.. All.Select(format => format.Schema), IngestionSchema.Schema];

    /// <summary>The format of that name, or null.</summary>
    public static ILogFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>The format of a log file by its beginning, or null.</summary>
    /// <param name="head">First bytes of the file, decompressed.</param>
    public static ILogFormat? OfLogFile(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8))
            head = head[3..];
        foreach (var format in All)
        {
            if (format.IsLogFile(head))
                return format;
        }

        return null;
    }

    /// <summary>The format of a JSON object by its keys, or null.</summary>
    public static ILogFormat? OfJson(ReadOnlySpan<byte> json)
    {
        foreach (var format in All)
        {
            if (format.IsJson(json))
                return format;
        }

        return null;
    }
}
