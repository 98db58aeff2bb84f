using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>The fields that only Zimbra's own logs have. The keys are those of the context in brackets (ZimbraLog).</summary>
public static class ZimbraFields
{
    /// <summary>Category.</summary>
    public static readonly Field<Utf8Text> Category = Field.Keyword("category",
        "Part of Zimbra that wrote the line: lmtp, mailop, imap, soap, SoapEngine, security, TcpServer/7025.");

    /// <summary>Thread.</summary>
    public static readonly Field<Utf8Text> Thread = Field.Keyword("thread",
        "Thread that wrote the line; of HTTP it holds the address that was asked for: "
        + "qtp93-137:https://host:7071/service/soap/AuthRequest.");

    /// <summary>Account that the line is about (name).</summary>
    public static readonly Field<Utf8Text> Account = Field.Keyword("account",
        "Account that the line is about, whoever acted on it (name).");

    /// <summary>Number of the mailbox (mid).</summary>
    public static readonly Field<long> MailboxNumber = Field.Int64("mailbox_number",
        "Number of that account's mailbox on its server (mid).");

    /// <summary>Proxies on the way (via).</summary>
    public static readonly Field<Utf8Text> Via = Field.Keyword("via",
        "Proxies that the request came through, as they name themselves (via): 192.0.2.52(nginx/1.7.1).");

    /// <summary>Request over several servers (soapId).</summary>
    public static readonly Field<Utf8Text> SoapId = Field.Keyword("soap_id",
        "Identity of a SOAP request, the same on every server that it was handed on to (soapId).");

    /// <summary>Item (item).</summary>
    public static readonly Field<Utf8Text> ItemId = Field.Keyword("item_id",
        "Number of the message or other item in the mailbox (item, id=).");

    /// <summary>Data source (ds).</summary>
    public static readonly Field<Utf8Text> DataSource = Field.Keyword("data_source", "External account that was read (ds).");

    /// <summary>Port of the client before the proxy (oport).</summary>
    public static readonly Field<long> ClientPort = Field.Int64("client_port",
        "Port of the client, where a proxy hands it on (oport).", "client.port");

    /// <summary>Protocol of the client before the proxy (oproto).</summary>
    public static readonly Field<Utf8Text> OriginProtocol = Field.Keyword("origin_protocol",
        "Protocol that the client spoke to the program that asked on its behalf (oproto): smtp of a login at Postfix.");

    /// <summary>Account id (aid).</summary>
    public static readonly Field<Utf8Text> AccountId = Field.Keyword("account_id", "Identity of the account (aid, acct=, accountId=).");

    /// <summary>Object (id).</summary>
    public static readonly Field<Utf8Text> ContextId = Field.Keyword("context_id", "Identity that the line is about (id).");

    /// <summary>Folder number.</summary>
    public static readonly Field<long> FolderId = Field.Int64("folder_id", "Number of the folder: 2 is the inbox, 4 is junk.");

    /// <summary>Stack trace.</summary>
    public static readonly Field<Utf8Text> StackTrace = Field.Text("stack_trace",
        "Lines that follow the first one: a stack trace, a dumped request.", "error.stack_trace");

    /// <summary>Message of an exception.</summary>
    public static readonly Field<Utf8Text> ErrorMessage = Field.Text("error_message", "Message of the exception.", "error.message");

    /// <summary>Kind of service fault.</summary>
    public static readonly Field<Utf8Text> FaultCode = Field.Keyword("fault_code",
        "Code of a fault of Zimbra's services: service.FAILURE, mail.NO_SUCH_FOLDER, account.AUTH_FAILED.");

    /// <summary>What an administrative command was about.</summary>
    public static readonly Field<Utf8Text> Target = Field.Keyword("target",
        "What a command of administration acted on: an account, a domain, a server, a list.");
}
