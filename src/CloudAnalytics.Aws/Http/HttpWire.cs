using System.Buffers.Text;
using System.Text;

namespace CloudAnalytics.Aws.Http;

/// <summary>
/// Requests out, replies in, one after the other, over one connection (HTTP/1.1, RFC 9112). Calls block. Not thread safe.
/// </summary>
/// <param name="stream">The connection; it is disposed with this.</param>
/// <param name="firstBytes">Memory for replies at the beginning; it grows with them.</param>
/// <param name="bytesMax">Longest reply.</param>
public sealed class HttpWire(Stream stream, int firstBytes, int bytesMax) : IDisposable
{
    byte[] _buffer = new byte[firstBytes];
    int _start;
    int _end;

    /// <summary>Sends a request.</summary>
    /// <param name="head">Request line, headers and the empty line.</param>
    /// <param name="body">The body, of the length that the head says.</param>
    /// <exception cref="IOException">The connection is of no more use.</exception>
    public void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        stream.Write(head);
        if (!body.IsEmpty)
            stream.Write(body);
    }

    /// <summary>Reads a reply.</summary>
    /// <param name="hasBody">Whether the request was one whose reply may have a body: not HEAD.</param>
    /// <returns>It; its body is valid until the next one is read.</returns>
    /// <exception cref="IOException">The connection is of no more use.</exception>
    public HttpReply Read(bool hasBody = true)
    {
        _start = _end = 0;
        while (true)
        {
            var reply = ReadHead();
            if (reply.Status is >= 100 and < 200)
                continue;
            if (!hasBody || reply.Status is 204 or 304)
                return reply;
            if (reply.Header("Transfer-Encoding") is not null)
                return reply with { Body = ReadChunks() };
            if (reply.Header("Content-Length") is null)
                return reply with { Body = ReadToEnd(), IsLast = true };
            var length = reply.ReadContentLength();
            Need(length);
            return reply with { Body = _buffer.AsMemory(_start, length) };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    HttpReply ReadHead()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            Fill();
        var head = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + 4;
        return HttpReply.Parse(head);
    }

    // The chunks' bytes are moved together, in the buffer itself.
    ReadOnlyMemory<byte> ReadChunks()
    {
        var body = _start;
        var bodyEnd = _start;
        while (true)
        {
            var line = ReadLine();
            if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int length, out _, 'x') || length < 0 || length > bytesMax)
                throw new IOException("a reply has a chunk without a length");
            _start += line + 2;
            if (length == 0)
            {
                while ((line = ReadLine()) > 0)
                    _start += line + 2;
                _start += 2;
                return _buffer.AsMemory(body, bodyEnd - body);
            }

            Need(length + 2);
            Buffer.BlockCopy(_buffer, _start, _buffer, bodyEnd, length);
            bodyEnd += length;
            _start += length + 2;
        }
    }

    int ReadLine()
    {
        int line;
        while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            Fill();
        return line;
    }

    ReadOnlyMemory<byte> ReadToEnd()
    {
        while (TryFill())
        {
        }

        return _buffer.AsMemory(_start, _end - _start);
    }

    void Need(int bytes)
    {
        while (_end - _start < bytes)
            Fill();
    }

    void Fill()
    {
        if (!TryFill())
            throw new EndOfStreamException("the connection was closed within a reply");
    }

    bool TryFill()
    {
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= bytesMax)
                throw new IOException($"a reply is longer than {bytesMax} bytes");
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, bytesMax));
        }

        var received = stream.Read(_buffer.AsSpan(_end));
        _end += received;
        return received > 0;
    }
}
