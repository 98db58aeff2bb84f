using System.Text;
using System.Text.Json;

namespace CloudAnalytics.Aws.Json;

/// <summary>What a token is.</summary>
enum JsonToken : byte
{
    /// <summary>Nothing was read yet, or all.</summary>
    None,

    /// <summary>An opening brace.</summary>
    BeginObject,

    /// <summary>A closing brace.</summary>
    EndObject,

    /// <summary>An opening bracket.</summary>
    BeginArray,

    /// <summary>A closing bracket.</summary>
    EndArray,

    /// <summary>A member's name.</summary>
    Name,

    /// <summary>A text that is a value.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>true, false or null.</summary>
    Word,
}

/// <summary>
/// Reads JSON (RFC 8259) token by token, as the reader of .NET does, whose first use is felt in a cold start: it searches by vectors for
/// which no code exists ahead of time. What is read is one value and blanks around it.
/// </summary>
/// <param name="json">The text.</param>
/// <param name="at">Where to begin.</param>
ref struct JsonTokens(ReadOnlySpan<byte> json, int at)
{
    /// <summary>Deepest nesting, as of the reader of .NET.</summary>
    const int DepthMax = 64;

    readonly ReadOnlySpan<byte> _json = json;
    int _at = at;

    // A bit for each container that is open, the innermost lowest: set for objects.
    ulong _isObject;
    int _depth;

    /// <summary>What was read last.</summary>
    internal JsonToken Token { get; private set; }

    /// <summary>Where it begins: for a text at its quote.</summary>
    internal int Start { get; private set; }

    /// <summary>Behind it, and behind the colon of a name.</summary>
    internal readonly int End => _at;

    /// <summary>A text without its quotes, as it stands there; the letters of a number or word.</summary>
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Whether a text holds escapes.</summary>
    internal bool IsEscaped { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>False behind the value.</returns>
    /// <exception cref="FormatException">It is no JSON.</exception>
    internal bool Read()
    {
        SkipBlanks();
        if (_depth == 0 && Token != JsonToken.None)
            return _at == _json.Length ? false : throw Fault("something stands behind the value");
        var letter = Peek();
        if (_depth == 0 || Token == JsonToken.Name)
            return ReadValue(letter);
        var isObject = (_isObject & 1) != 0;
        if (letter == (isObject ? '}' : ']'))
            return Close(isObject ? JsonToken.EndObject : JsonToken.EndArray);
        if (Token is not (JsonToken.BeginObject or JsonToken.BeginArray))
        {
            if (letter != ',')
                throw Fault("a comma is missing");
            _at++;
            SkipBlanks();
            letter = Peek();
        }

        return isObject ? ReadName(letter) : ReadValue(letter);
    }

    /// <summary>Passes over the value that begins with the token read last, or that follows the name.</summary>
    internal void Skip()
    {
        if (Token == JsonToken.Name)
            Read();
        if (Token is not (JsonToken.BeginObject or JsonToken.BeginArray))
            return;
        var depth = _depth;
        while (_depth >= depth)
            Read();
    }

    /// <summary>Goes on elsewhere, within the same array or object, which holds nothing before that place.</summary>
    internal void Continue(int at) => _at = at;

    /// <summary>Whether the name or text is this one.</summary>
    /// <param name="text">It, of ASCII.</param>
    internal readonly bool Is(ReadOnlySpan<byte> text) =>
        IsEscaped ? Unescaped().AsSpan().SequenceEqual(text) : Value.SequenceEqual(text);

    /// <summary>The text with its escapes replaced.</summary>
    internal readonly byte[] Unescaped()
    {
        var reader = new Utf8JsonReader(_json.Slice(Start, Value.Length + 2));
        reader.Read();
        return Encoding.UTF8.GetBytes(reader.GetString()!);
    }

    bool ReadValue(byte letter)
    {
        Start = _at;
        switch (letter)
        {
            case (byte)'{':
                return Open(JsonToken.BeginObject);
            case (byte)'[':
                return Open(JsonToken.BeginArray);
            case (byte)'"':
                ReadText();
                Token = JsonToken.Text;
                return true;
            case (byte)'t':
                return ReadWord("true"u8);
            case (byte)'f':
                return ReadWord("false"u8);
            case (byte)'n':
                return ReadWord("null"u8);
            default:
                return ReadNumber();
        }
    }

    bool ReadName(byte letter)
    {
        if (letter != '"')
            throw Fault("a name is missing");
        ReadText();
        SkipBlanks();
        if (Peek() != ':')
            throw Fault("a colon is missing");
        _at++;
        Token = JsonToken.Name;
        return true;
    }

    bool Open(JsonToken token)
    {
        if (_depth == DepthMax)
            throw Fault($"more than {DepthMax} values are nested");
        _at++;
        _depth++;
        _isObject = (_isObject << 1) | (token == JsonToken.BeginObject ? 1UL : 0);
        Token = token;
        return true;
    }

    bool Close(JsonToken token)
    {
        (Start, Token) = (_at++, token);
        _depth--;
        _isObject >>= 1;
        return true;
    }

    void ReadText()
    {
        Start = _at++;
        IsEscaped = false;
        while (true)
        {
            var letter = Peek();
            if (letter < ' ')
                throw Fault("a control character stands in a text");
            _at++;
            if (letter == '"')
                break;
            if (letter == '\\')
                PassEscape();
        }

        Value = _json[(Start + 1)..(_at - 1)];
    }

    void PassEscape()
    {
        IsEscaped = true;
        var letter = Peek();
        _at++;
        if (letter == 'u')
        {
            for (var end = _at + 4; _at < end; _at++)
            {
                if (!char.IsAsciiHexDigit((char)Peek()))
                    throw Fault("an escape is broken");
            }
        }
        else if (letter is not ((byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t'))
        {
            throw Fault("an escape is unknown");
        }
    }

    bool ReadWord(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word))
            throw Fault("a value is missing");
        _at += word.Length;
        return Finish(JsonToken.Word);
    }

    bool ReadNumber()
    {
        if (Letter() == '-')
            _at++;
        if (Letter() == '0')
            _at++;
        else
            PassDigits("a value is missing");
        if (Letter() == '.')
        {
            _at++;
            PassDigits("a fraction is missing");
        }

        if (Letter() is (byte)'e' or (byte)'E')
        {
            _at++;
            if (Letter() is (byte)'+' or (byte)'-')
                _at++;
            PassDigits("an exponent is missing");
        }

        return Finish(JsonToken.Number);
    }

    void PassDigits(string fault)
    {
        var start = _at;
        while (Letter() is >= (byte)'0' and <= (byte)'9')
            _at++;
        if (_at == start)
            throw Fault(fault);
    }

    // What follows a number or word must end it.
    bool Finish(JsonToken token)
    {
        if (Letter() is not (0 or (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            throw Fault("a value has no end");
        Value = _json[Start.._at];
        Token = token;
        return true;
    }

    void SkipBlanks()
    {
        while (Letter() is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _at++;
    }

    // The next byte, or NUL at the end, which is nowhere allowed.
    readonly byte Letter() => _at < _json.Length ? _json[_at] : (byte)0;

    readonly byte Peek() => _at < _json.Length ? _json[_at] : throw Fault("it ends too early");

    readonly FormatException Fault(string fault) => new FormatException(FormattableString.Invariant($"{fault}, at byte {_at}"));
}
