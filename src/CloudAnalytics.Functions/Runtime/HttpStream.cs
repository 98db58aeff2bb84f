using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using CloudAnalytics.Core;

namespace CloudAnalytics.Functions.Runtime;

/// <summary>One HTTP/1.1 connection: requests out, replies in, one after the other (RFC 9112).</summary>
sealed class HttpStream : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _buffer = new byte[Limits.RuntimeReplyBytes];
    int _start;
    int _end;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SocketException">There is nobody.</exception>
    internal static async ValueTask<HttpStream> ConnectAsync(string host, int port)
    {
        var stream = new HttpStream();
        try
        {
            await stream._socket.ConnectAsync(host, port);
            return stream;
        }
        catch (SocketException)
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request.</summary>
    internal async ValueTask WriteAsync(byte[] head, ReadOnlyMemory<byte> body)
    {
        await SendAllAsync(head);
        if (!body.IsEmpty)
            await SendAllAsync(body);
    }

    /// <summary>Reads a reply; its body is valid until the next one is read.</summary>
    internal async ValueTask<HttpReply> ReadAsync()
    {
        _start = _end = 0;
        int headLength;
        while ((headLength = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
            await FillAsync();
        var lines = Encoding.Latin1.GetString(_buffer, 0, headLength).Split("\r\n");
        _start = headLength + 4;
        var reply = HttpReply.Parse(lines);
        if (reply.Header("Transfer-Encoding") is not null)
            return reply with { Body = await ReadChunksAsync() };
        var length = reply.ContentLength;
        while (_end - _start < length)
            await FillAsync();
        return reply with { Body = _buffer.AsMemory(_start, length) };
    }

    public void Dispose() => _socket.Dispose();

    // The chunks' bytes are moved together, in the buffer itself.
    async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync()
    {
        var body = _start;
        var bodyEnd = _start;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
                await FillAsync();
            if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int length, out _, 'x') || length < 0)
                throw new InvalidDataException("a chunk without a length");
            _start += line + 2;
            while (_end - _start < length + 2)
                await FillAsync();
            Buffer.BlockCopy(_buffer, _start, _buffer, bodyEnd, length);
            bodyEnd += length;
            _start += length + 2;
            if (length == 0)
                return _buffer.AsMemory(body, bodyEnd - body);
        }
    }

    async ValueTask FillAsync()
    {
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        if (received == 0)
            throw new EndOfStreamException("the Runtime API closed the connection within a reply");
        _end += received;
    }

    async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes)..];
    }
}

/// <summary>A reply.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Lines of the form <c>name: value</c>.</param>
/// <param name="Body">The body.</param>
readonly record struct HttpReply(int Status, string[] Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the connection ends behind this reply.</summary>
    internal bool IsLast => string.Equals(Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    internal int ContentLength =>
        Header("Content-Length") is { } text && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var length)
            ? length : 0;

    internal static HttpReply Parse(string[] lines)
    {
        var words = lines[0].Split(' ');
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(words[1], System.Globalization.CultureInfo.InvariantCulture, out var status))
            throw new InvalidDataException($"the Runtime API answers '{lines[0]}'");
        return new HttpReply(status, lines, default);
    }

    /// <summary>The value of a header, or null.</summary>
    internal string? Header(string name)
    {
        foreach (var line in Headers)
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        }

        return null;
    }
}
