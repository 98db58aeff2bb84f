using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats;

/// <summary>The fields of HTTP requests, the same in every log that has them: IIS, HttpProxy, EWS, MAPI over HTTP.</summary>
public static class WebFields
{
    /// <summary>Client program.</summary>
    public static readonly Field<Utf8Text> UserAgent = Field.Keyword("user_agent",
        "Program of the client as it names itself; blanks that IIS writes as plus signs are blanks again.", "user_agent.original");

    /// <summary>Request id of the front end.</summary>
    public static readonly Field<Utf8Text> RequestId = Field.Keyword("request_id",
        "Identity that the front end gave the request; joins cafe_request_id of IIS and request_id of the back end's logs.",
            "http.request.id");

    /// <summary>Request id of the client.</summary>
    public static readonly Field<Utf8Text> ClientRequestId = Field.Keyword("client_request_id",
        "Identity that the client gave the request.");

    /// <summary>Request size.</summary>
    public static readonly Field<long> RequestBytes = Field.Int64("request_bytes", "Size of the request in bytes.", "http.request.bytes");

    /// <summary>Host that was asked for.</summary>
    public static readonly Field<Utf8Text> UrlHost = Field.Keyword("url_host", "Host name that the client asked for.", "url.domain");

    /// <summary>Addresses on the way.</summary>
    public static readonly Field<Utf8Text> XForwardedFor = Field.Keyword("x_forwarded_for",
        "Addresses on the way to the server, the client's first, as proxies and load balancers have noted them.");

    /// <summary>Address that answered.</summary>
    public static readonly Field<Utf8Text> ServerIp = Field.Ip("server_ip", "Address of the server that took the request.", "server.ip");

    /// <summary>Port that answered.</summary>
    public static readonly Field<long> ServerPort = Field.Int64("server_port",
        "Port of the server that took the request: 443 at the front end of Exchange, 444 at its back end.", "server.port");

    /// <summary>Version of HTTP.</summary>
    public static readonly Field<Utf8Text> HttpVersion = Field.Keyword("http_version",
        "Version of HTTP, such as HTTP/1.1.", "http.version");

    /// <summary>What the client wants of the protocol.</summary>
    public static readonly Field<Utf8Text> Command = Field.Keyword("command",
        "What the client asks for within its protocol: ActiveSync's command (Sync, Ping), the request type of MAPI (Execute, Connect).");

    /// <summary>ActiveSync device.</summary>
    public static readonly Field<Utf8Text> DeviceId = Field.Keyword("device_id", "ActiveSync: identity of the device.", "device.id");

    /// <summary>ActiveSync kind of device.</summary>
    public static readonly Field<Utf8Text> DeviceType = Field.Keyword("device_type",
        "ActiveSync: kind of device as it names itself: iPhone, Outlook.");

    /// <summary>Whether the request waits for news.</summary>
    public static readonly Field<bool> LongPoll = Field.Boolean("long_poll",
        "Whether the request is held open until there is news or its time is over (GetStreamingEvents, NotificationWait, Ping), so that "
        + "its duration says nothing about speed.");

    /// <summary>Exchange's version.</summary>
    public static readonly Field<Utf8Text> ServerVersion = Field.Keyword("server_version",
        "Version of Exchange that wrote the row: 15.1.2375.7.");

    /// <summary>Whether the account was proved.</summary>
    public static readonly Field<bool> IsAuthenticated = Field.Boolean("is_authenticated", "Whether the request was authenticated.");

    /// <summary>Organisation.</summary>
    public static readonly Field<Utf8Text> Organization = Field.Keyword("organization", "Organisation or domain of the account.");

    /// <summary>Details.</summary>
    public static readonly Field<Utf8Text> GenericInfo = Field.Text("generic_info",
        "Further measurements of the request, pairs separated by semicolons, some typed (S:, I32:, Dbl:).");

    /// <summary>Errors in words.</summary>
    public static readonly Field<Utf8Text> GenericErrors = Field.Text("generic_errors",
        "Errors and exceptions of the request, in the server's language.", "error.message");
}
