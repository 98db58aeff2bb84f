using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Dovecot;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Filters;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Windows;
using CloudAnalytics.Formats.Zimbra;

namespace CloudAnalytics.Catalogue;

/// <summary>The formats that the catalogue asks.</summary>
static class Logs
{
    public static readonly Schema Tracking = new MessageTrackingFormat().Schema;
    public static readonly Schema Ews = new EwsFormat().Schema;
    public static readonly Schema HttpProxy = new HttpProxyFormat().Schema;
    public static readonly Schema Iis = new IisAccessFormat().Schema;
    public static readonly Schema Ingestion = IngestionSchema.Schema;
    public static readonly Schema Smtp = new SmtpProtocolFormat().Schema;
    public static readonly Schema ImapPop = new ImapPopFormat().Schema;
    public static readonly Schema Cmdlets = new CmdletFormat().Schema;
    public static readonly Schema Ecp = new EcpFormat().Schema;
    public static readonly Schema AdminAudit = new AdminAuditFormat().Schema;
    public static readonly Schema MapiHttp = new MapiHttpFormat().Schema;
    public static readonly Schema Windows = new WindowsEventFormat().Schema;

    public static readonly Schema Postfix = new PostfixFormat().Schema;
    public static readonly Schema ZimbraAudit = new ZimbraAuditFormat().Schema;
    public static readonly Schema ZimbraMailbox = new ZimbraMailboxFormat().Schema;
    public static readonly Schema Amavis = new AmavisFormat().Schema;
    public static readonly Schema Clamd = new ClamdFormat().Schema;
    public static readonly Schema Dovecot = new DovecotFormat().Schema;
    public static readonly Schema Finding = FindingSchema.Schema;

    /// <summary>Those that know of logins.</summary>
    public static readonly ImmutableArray<Schema> Logins = [Iis, Smtp, ImapPop];

    /// <summary>Those of Unix servers that mark the one row of a login that counts.</summary>
    public static readonly ImmutableArray<Schema> UnixLogins = [Postfix, ZimbraAudit, ZimbraMailbox, Dovecot];
}
