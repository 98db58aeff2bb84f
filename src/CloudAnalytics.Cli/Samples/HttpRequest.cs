namespace CloudAnalytics.Cli.Samples;

/// <summary>One HTTP request as the front end sees it, while its rows are written; reused for the next.</summary>
sealed class HttpRequest
{
    /// <summary>The server that takes it.</summary>
    public SampleServer Server { get; set; } = null!;

    /// <summary>When it ended: that is when all logs write it.</summary>
    public long Time { get; set; }

    /// <summary>Null for what the front end does not proxy: checks of the load balancer.</summary>
    public HttpProtocol? Protocol { get; set; }

    /// <summary>Who it is of, or null where nobody is named.</summary>
    public Person? User { get; set; }

    /// <summary>Whether the user proved to be who they say.</summary>
    public bool IsAuthenticated { get; set; }

    public byte[] Authentication { get; set; } = [];

    public byte[] ClientIp { get; set; } = [];

    public UserAgent Agent { get; set; } = ClientNames.LoadBalancer;

    public byte[] Method { get; set; } = [];

    public byte[] Stem { get; set; } = [];

    /// <summary>Without question mark; empty where there is none.</summary>
    public Utf8Text Query { get; } = new();

    /// <summary>Whether the query names a phone.</summary>
    public bool HasDevice { get; set; }

    public int Status { get; set; }

    public int SubStatus { get; set; }

    public long Win32Status { get; set; }

    /// <summary>0 where the request did not get to a mailbox server.</summary>
    public int BackEndStatus { get; set; }

    public int Milliseconds { get; set; }

    public int RequestBytes { get; set; }

    public int ResponseBytes { get; set; }

    /// <summary>The same in HttpProxy, in IIS (cafeReqId) and in the mailbox server's logs.</summary>
    public SampleGuid Id { get; set; }

    /// <summary>Whether the stem is that of a check whether the server is well.</summary>
    public bool IsHealthCheck { get; set; }

    /// <summary>Noise in IIS and in HttpProxy, which differ in who is named.</summary>
    public bool IsNoise(bool namesUser) =>
        Agent.IsProbe || IsHealthCheck || User is { IsMonitoring: true } || (Status == 401 && !namesUser);
}
