namespace CloudAnalytics.Cli.Samples;

/// <summary>The formats of the sample; <see cref="SampleFormatNames"/> has the product's name of each.</summary>
enum SampleFormat
{
    ExchangeMessageTracking,
    ExchangeSmtpProtocol,
    ExchangeImapPop,
    ExchangeEws,
    ExchangeHttpProxy,
    ExchangeMapiHttp,
    ExchangeAgent,
    ExchangeCmdlet,
    ExchangeEcp,
    ExchangeAdminAudit,
    IisAccess,
    IisError,
    WindowsEvent,
    Postfix,
    ZimbraMailbox,
    ZimbraAudit,
    Amavis,
    OpenDkim,
    Saslauthd,
}

static class SampleFormatNames
{
    /// <summary>The product's names, by the number of the format.</summary>
    public static readonly string[] All =
    [
        "exchange_message_tracking", "exchange_smtp_protocol", "exchange_imap_pop", "exchange_ews", "exchange_http_proxy",
        "exchange_mapi_http", "exchange_agent", "exchange_cmdlet", "exchange_ecp", "exchange_admin_audit", "iis_access", "iis_error",
        "windows_event", "postfix", "zimbra_mailbox", "zimbra_audit", "amavis", "opendkim", "saslauthd",
    ];
}
