namespace CloudAnalytics.Server.Tests.Intake.Syslog;

/// <summary>What logger sends, and what rsyslog forwards as a log host of Zimbra does, in every transport, framing and template.</summary>
public sealed class RsyslogTests : IDisposable
{
    readonly SyslogWorld _world = new(["udp://127.0.0.1:0", "tcp://127.0.0.2:0", "tcp://127.0.0.3:0", "tcp://127.0.0.4:0"]);

    [SyslogToolsFact]
    public async Task LoggerIsUnderstoodInEveryShape()
    {
        await _world.LogAsync("udp://127.0.0.1:0", "--udp --rfc3164");
        await _world.LogAsync("tcp://127.0.0.2:0", "--tcp --rfc3164");
        await _world.LogAsync("tcp://127.0.0.3:0", "--tcp --octet-count --rfc5424");
        await _world.LogAsync("tcp://127.0.0.4:0", "--tcp --octet-count --rfc5424=notime,notq,nohost");

        await _world.TakenAsync();
    }

    [SyslogToolsFact]
    public Task RsyslogForwardsInEveryShape() => _world.ForwardAsync($$"""
        {{_world.Forward("udp://127.0.0.1:0", "protocol=\"udp\" template=\"RSYSLOG_TraditionalForwardFormat\"")}}
        {{_world.Forward("tcp://127.0.0.2:0", "protocol=\"tcp\" template=\"RSYSLOG_TraditionalForwardFormat\"")}}
        {{_world.Forward("tcp://127.0.0.3:0", "protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_ForwardFormat\"")}}
        {{_world.Forward("tcp://127.0.0.4:0", "protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"")}}
        """, _world.TakenAsync);

    public void Dispose() => _world.Dispose();
}

/// <summary>A test that needs logger and rsyslog.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SyslogToolsFactAttribute : FactAttribute
{
    public SyslogToolsFactAttribute() => Skip = Missing;

    internal static string? Missing { get; } = Prerequisites.Program("logger")
        ?? (Prerequisites.Program("rsyslogd") is { } missing ? missing + " (Debian: apt-get install rsyslog)" : null);
}
