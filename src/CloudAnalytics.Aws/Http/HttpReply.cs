namespace CloudAnalytics.Aws.Http;

/// <summary>A reply.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Head">The status line and the lines of the form <c>name: value</c>.</param>
/// <param name="Body">The body.</param>
/// <param name="IsLast">Whether the connection ends behind this reply.</param>
public readonly record struct HttpReply(int Status, string Head, ReadOnlyMemory<byte> Body, bool IsLast)
{
    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name)
    {
        var rest = Head.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\r');
            var line = end < 0 ? rest : rest[..end];
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim().ToString();
            rest = end < 0 ? default : rest[(end + 1)..].TrimStart('\n');
        }

        return null;
    }

    /// <summary>Bytes of the body as the head says.</summary>
    /// <exception cref="IOException">It is no number.</exception>
    internal int ReadContentLength() =>
        Digits.TryRead(Header("Content-Length"), out var length) && length <= int.MaxValue
            ? (int)length
            : throw new IOException("a reply has no length that could be read");

    internal static HttpReply Parse(string head)
    {
        // HTTP/1.1 200 and perhaps a reason
        if (head.Length < 12 || !head.StartsWith("HTTP/1.", StringComparison.Ordinal) || head[8] != ' '
            || !Digits.TryRead(head.AsSpan(9, 3), out var status))
            throw new IOException($"the answer is not HTTP: '{head[..Math.Min(head.Length, 40)]}'");
        var reply = new HttpReply((int)status, head, default, head[7] == '0');
        return reply with
        {
            IsLast = reply.IsLast || string.Equals(reply.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase),
        };
    }
}
