namespace CloudAnalytics.Cli.Samples;

/// <summary>What administrators, monitoring and the system do, in the cmdlet, ECP, audit and Windows event logs.</summary>
sealed class AdminFlow
{
    static readonly WindowsEventKind s_cmdletDone =
        new(LogKind.EventsManagement, "MSExchange Management", "MSExchange CmdletLogs", 1, 4);

    static readonly WindowsEventKind s_cmdletFailed =
        new(LogKind.EventsManagement, "MSExchange Management", "MSExchange CmdletLogs", 6, 2);

    static readonly WindowsEventKind s_pressureUp = new(LogKind.EventsApplication, "Application", "MSExchangeTransport", 15004, 3);
    static readonly WindowsEventKind s_pressureDown = new(LogKind.EventsApplication, "Application", "MSExchangeTransport", 15005, 4);
    static readonly WindowsEventKind s_directory = new(LogKind.EventsApplication, "Application", "MSExchange ADAccess", 2080, 4);
    static readonly WindowsEventKind s_aspNet = new(LogKind.EventsApplication, "Application", "ASP.NET 4.0.30319.0", 1309, 3);
    static readonly WindowsEventKind s_service = new(LogKind.EventsSystem, "System", "Service Control Manager", 7036, 4);
    static readonly WindowsEventKind s_serviceDied = new(LogKind.EventsSystem, "System", "Service Control Manager", 7031, 2);
    static readonly byte[] s_system = "S-1-5-18"u8.ToArray();
    static readonly string[] s_services =
        ["Microsoft Exchange Transport", "Microsoft Exchange Frontend Transport", "Microsoft Exchange IMAP4", "WinHTTP Web Proxy Service"];

    readonly World _world;
    readonly SampleRandom _random;
    readonly CmdletLog _cmdlets;
    readonly EcpLog _ecp;
    readonly AuditLog _audit;
    readonly WindowsEventLog _events;
    readonly int _weights;

    public AdminFlow(World world, TruthRecorder truth, ulong seed)
    {
        _world = world;
        _random = new SampleRandom(seed, "admin"u8);
        _cmdlets = new CmdletLog(truth, seed);
        _ecp = new EcpLog(truth, seed);
        _audit = new AuditLog(truth, seed);
        _events = new WindowsEventLog(truth, seed);
        _weights = AdminAction.All.Sum(action => action.Weight);
    }

    /// <summary>So many things that happen in a span of time; each leaves one to four rows.</summary>
    public void Write(int count, long from, long to)
    {
        for (var i = 0; i < count; i++)
        {
            long time = from + _random.Below(to - from);
            SampleServer server = _world.AnyMailboxServer(_random);
            switch (_random.Below(100))
            {
                case < 30:
                    Run(server, AnyAction(), time);
                    break;
                case < 50:
                    _cmdlets.Write(server, server.HealthMailbox!, AdminAction.Probe, AdminAction.Probe.Parameters, true, time);
                    break;
                case < 68:
                    _ecp.Write(server, _random.PerMille(600) ? server.HealthMailbox! : _world.AnyPerson(_random), time);
                    break;
                case < 72:
                    _audit.Write(server, server.HealthMailbox!, "Set-Mailbox", server.HealthMailbox!.Name, "-Password", true, time);
                    break;
                default:
                    System(server, time);
                    break;
            }
        }
    }

    /// <summary>One cmdlet of an administrator.</summary>
    public void Run(SampleServer server, AdminAction action, long time)
    {
        Person admin = _world.People[_random.Below(3)];
        Person target = _world.AnyPerson(_random);
        string parameters = action.Parameters.Replace("#", target.Name, StringComparison.Ordinal);
        bool succeeds = action == AdminAction.Export || !_random.PerMille(60);
        _cmdlets.Write(server, admin, action, parameters, succeeds, time);
        string description = succeeds
            ? $"Cmdlet suceeded. Cmdlet {action.Cmdlet}, parameters {parameters}."
            : $"Cmdlet failed. Cmdlet {action.Cmdlet}, parameters {parameters}.";
        _events.Write(
            server, succeeds ? s_cmdletDone : s_cmdletFailed, description, [],
            [action.Cmdlet, parameters, $"contoso.com/Users/{admin.LogonText[8..]}", server.Name], time + 2);
        if (action.Changes)
            _audit.Write(server, admin, action.Cmdlet, target.Name, parameters, succeeds, time + 40);
    }

    AdminAction AnyAction()
    {
        int lot = _random.Below(_weights);
        var i = 0;
        for (; lot >= AdminAction.All[i].Weight; i++)
            lot -= AdminAction.All[i].Weight;
        return AdminAction.All[i];
    }

    /// <summary>An event of the system or of a service.</summary>
    void System(SampleServer server, long time)
    {
        string service = _random.Pick(s_services);
        switch (_random.Below(100))
        {
            case < 60:
                string state = _random.PerMille(500) ? "running" : "stopped";
                _events.Write(server, s_service, $"The {service} service entered the {state} state.", s_system, [service, state], time);
                break;
            case < 64:
                _events.Write(
                    server, s_serviceDied, $"The {service} service terminated unexpectedly.  It has done this 1 time(s).", [],
                        [service, "1"], time);
                break;
            case < 72:
                _events.Write(
                    server, s_pressureUp,
                    "The resource pressure increased from Medium to High.\r\n\r\nThe following resources are under pressure:\r\nVersion buckets = 278 [High]",
                    [], ["Medium", "High", "Version buckets = 278 [High]"], time);
                break;
            case < 80:
                _events.Write(
                    server, s_pressureDown, "The resource pressure decreased from High to Normal.", [], ["High", "Normal"], time);
                break;
            case < 92:
                _events.Write(
                    server,
                        s_directory, "Process Microsoft.Exchange.Directory.TopologyService.exe (PID=4711). Exchange Active Directory Provider has discovered the following servers: DC01.contoso.com CDG 1 7 7 1 0 1 1 7 1",
                    [], ["Microsoft.Exchange.Directory.TopologyService.exe", "4711"], time);
                break;
            default:
                _events.Write(
                    server, s_aspNet, "Event code: 3005\r\nEvent message: An unhandled exception has occurred. <html> & \"quotes\"", [],
                    ["3005", "An unhandled exception has occurred."], time);
                break;
        }
    }
}
