using System.Collections.Immutable;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Dovecot;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Filters;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Windows;
using CloudAnalytics.Formats.Zimbra;

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
        new PostfixFormat(),
        new ZimbraAuditFormat(),
        new ZimbraMailboxFormat(),
        new AmavisFormat(),
        new OpendkimFormat(),
        new ClamdFormat(),
        new DovecotFormat(),
        new SaslauthdFormat(),
        new SyslogFormat(),
    ];

    /// <summary>The schemas of rows that are of no format: what follows from rows, and what the product writes itself.</summary>
    public static ImmutableArray<Schema> Besides => SchemaLists.Besides;

    /// <summary>The schemas of the rows that a search index holds: those of all formats, and what detections have found.</summary>
    public static ImmutableArray<Schema> Indexed => SchemaLists.Indexed;

    /// <summary>The schemas that have a view.</summary>
    public static ImmutableArray<Schema> Schemas => SchemaLists.All;

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

    // Of its own, as a program that meets one format needs no other format's schema.
    static class SchemaLists
    {
        static readonly Schema[] s_formats = [.. LogFormats.All.Select(format => format.Schema)];

        internal static readonly ImmutableArray<Schema> Besides =
        [
            .. LogFormats.All.Select(format => format.Derivation?.Schema).OfType<Schema>().Distinct(), IngestionSchema.Schema,
            FindingSchema.Schema,
        ];

        internal static readonly ImmutableArray<Schema> Indexed = [.. s_formats, FindingSchema.Schema];

        internal static readonly ImmutableArray<Schema> All = [.. s_formats, .. Besides];
    }
}
