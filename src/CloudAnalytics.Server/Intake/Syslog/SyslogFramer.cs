using CloudAnalytics.Core;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>
/// Takes messages out of a stream of bytes (RFC 6587). Each frame tells for itself how it is framed: a number and a blank stand before a
/// counted message, and everything else is a line.
/// </summary>
sealed class SyslogFramer
{
    byte[] _frame = new byte[2048];
    int _kept;
    long _counted;
    Part _part;

    enum Part
    {
        Between,
        Digits,
        Counted,
        Line,
    }

    /// <summary>The message found last, until the next one is looked for; its end is missing where it is too long.</summary>
    internal ReadOnlySpan<byte> Frame => _frame.AsSpan(0, _kept);

    /// <summary>Bytes that the message found last has; more than <see cref="Frame"/> holds where it is too long.</summary>
    internal long Length { get; private set; }

    /// <summary>Looks for the next message.</summary>
    /// <param name="input">What came.</param>
    /// <param name="at">Where to go on in it; afterwards, behind what is used up.</param>
    /// <returns>False when all is used up and more must come.</returns>
    internal bool TryNext(ReadOnlySpan<byte> input, ref int at)
    {
        while (at < input.Length)
        {
            var isFound = _part switch
            {
                Part.Between => Begin(input, ref at),
                Part.Digits => Digit(input, ref at),
                Part.Counted => Count(input, ref at),
                _ => Line(input, ref at),
            };
            if (isFound)
                return true;
        }

        return false;
    }

    /// <summary>Says that nothing more comes.</summary>
    /// <returns>Whether a last message is there, which nothing ended.</returns>
    internal bool TryEnd()
    {
        var isThere = _part != Part.Between && Length > 0;
        _part = Part.Between;
        return isThere;
    }

    // Line feeds between messages are left over by senders that both count and end them; so are NULs.
    bool Begin(ReadOnlySpan<byte> input, ref int at)
    {
        var next = input[at];
        if (next is (byte)'\n' or (byte)'\r' or 0)
        {
            at++;
            return false;
        }

        (_kept, Length, _counted) = (0, 0, 0);
        _part = next is >= (byte)'1' and <= (byte)'9' ? Part.Digits : Part.Line;
        return false;
    }

    bool Digit(ReadOnlySpan<byte> input, ref int at)
    {
        var next = input[at];
        if (next is >= (byte)'0' and <= (byte)'9' && Length < Limits.SyslogLengthDigitsMax)
        {
            _counted = (_counted * 10) + next - '0';
            Keep(input.Slice(at++, 1));
        }
        else if (next == ' ')
        {
            (_kept, Length) = (0, 0);
            _part = Part.Counted;
            at++;
        }
        else
        {
            _part = Part.Line;
        }

        return false;
    }

    bool Count(ReadOnlySpan<byte> input, ref int at)
    {
        var take = (int)Math.Min(_counted - Length, input.Length - at);
        Keep(input.Slice(at, take));
        at += take;
        return IsEnded(Length == _counted);
    }

    bool Line(ReadOnlySpan<byte> input, ref int at)
    {
        var rest = input[at..];
        var end = rest.IndexOf((byte)'\n');
        Keep(end < 0 ? rest : rest[..end]);
        at += end < 0 ? rest.Length : end + 1;
        return IsEnded(end >= 0);
    }

    bool IsEnded(bool isEnded)
    {
        if (isEnded)
            _part = Part.Between;
        return isEnded;
    }

    void Keep(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        bytes = bytes[..Math.Min(bytes.Length, Limits.SyslogFrameBytesMax - _kept)];
        if (_frame.Length < _kept + bytes.Length)
            Array.Resize(ref _frame, Math.Min(Limits.SyslogFrameBytesMax, Math.Max(_frame.Length * 2, _kept + bytes.Length)));
        bytes.CopyTo(_frame.AsSpan(_kept));
        _kept += bytes.Length;
    }
}
