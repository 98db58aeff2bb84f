using System.Text;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What the paths and queries of Exchange's web services say about the client: protocol, command, device.</summary>
static class ClientQuery
{
    /// <summary>The protocol that a path belongs to, in the front end's words for them; empty when it is none of Exchange's.</summary>
    internal static ReadOnlySpan<byte> ProtocolOf(ReadOnlySpan<byte> path)
    {
        if (path.Length < 4 || path[0] != '/')
            return default;
        return (byte)(path[1] | 0x20) switch
        {
            (byte)'m' when Begins(path, "/mapi"u8) => "Mapi"u8,
            (byte)'m' when Begins(path, "/microsoft-server-activesync"u8) => "Eas"u8,
            (byte)'e' when Begins(path, "/ews"u8) => "Ews"u8,
            (byte)'e' when Begins(path, "/ecp"u8) => "Ecp"u8,
            (byte)'o' when Begins(path, "/owa"u8) => "Owa"u8,
            (byte)'o' when Begins(path, "/oab"u8) => "Oab"u8,
            (byte)'a' when Begins(path, "/autodiscover"u8) => "Autodiscover"u8,
            (byte)'a' when Begins(path, "/api"u8) => "Rest"u8,
            (byte)'r' when Begins(path, "/rpc"u8) => "RpcHttp"u8,
            (byte)'p' when Begins(path, "/powershell"u8) => "PowerShell"u8,
            _ => default,
        };
    }

    /// <summary>The request type of a MAPI request (<c>R:guid:1;RT:Execute;CI:...</c>); empty when there is none.</summary>
    internal static ReadOnlySpan<byte> MapiRequestType(ReadOnlySpan<byte> info)
    {
        var at = info.IndexOf("RT:"u8);
        if (at < 0)
            return default;
        var rest = info[(at + 3)..];
        var end = rest.IndexOfAny((byte)';', (byte)'&', (byte)',');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Whether requests of this kind are held open until there is news.</summary>
    /// <param name="command">ActiveSync command, MAPI request type, SOAP action.</param>
    internal static bool Waits(ReadOnlySpan<byte> command) =>
        command.SequenceEqual("Ping"u8) || command.SequenceEqual("NotificationWait"u8) || command.SequenceEqual("GetStreamingEvents"u8);

    /// <summary>Whether a request is a channel that stays open: RPC over HTTP, notifications of Outlook on the web.</summary>
    internal static bool IsChannel(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path) =>
        method.SequenceEqual("RPC_IN_DATA"u8) || method.SequenceEqual("RPC_OUT_DATA"u8)
        || (path.Length > 8 && (EndsWith(path, "/ev.owa2"u8) || EndsWith(path, "/notificationchannel"u8)));

    static bool Begins(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) =>
        path.Length >= name.Length && Ascii.EqualsIgnoreCase(path[..name.Length], name)
        && (path.Length == name.Length || path[name.Length] is (byte)'/' or (byte)'?');

    static bool EndsWith(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) =>
        path.Length >= name.Length && Ascii.EqualsIgnoreCase(path[^name.Length..], name);
}
