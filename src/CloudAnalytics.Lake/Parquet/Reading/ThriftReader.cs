namespace CloudAnalytics.Lake.Parquet.Reading;

/// <summary>Reads structures in Thrift's compact protocol, in which Parquet describes its files and Bloom filters.</summary>
/// <param name="bytes">What is read, from the first structure on.</param>
ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    const byte True = 1;
    const byte False = 2;
    const byte Byte = 3;
    const byte Double = 7;
    const byte Binary = 8;
    const byte List = 9;
    const byte Set = 10;
    const byte Struct = 12;

    // Parquet's own definitions are less than half as deep.
    const int DepthMax = 16;

    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes that are not read yet.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Moves to the next field of a structure; false at its end.</summary>
    /// <param name="field">0 before the first field, then the field's number.</param>
    /// <param name="type">What it is, for passing over it.</param>
    /// <exception cref="InvalidDataException">The bytes are none of the protocol.</exception>
    internal bool Next(ref int field, out byte type)
    {
        var head = Take(1)[0];
        type = (byte)(head & 0x0F);
        if (head == 0)
            return false;
        field = head >> 4 is var step and > 0 ? field + step : (int)Long();
        return true;
    }

    /// <summary>An integer of any size.</summary>
    internal long Long()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A text or other bytes.</summary>
    internal ReadOnlySpan<byte> Bytes() => Take(Length(Varint()));

    /// <summary>The head of a list: how many elements follow.</summary>
    internal int Count() => Count(out _);

    /// <summary>Passes over a value.</summary>
    internal void Skip(byte type) => Skip(type, DepthMax);

    void Skip(byte type, int depth)
    {
        if (depth == 0)
            throw Broken();
        switch (type)
        {
            // In a field, its type is the value.
            case True or False:
                break;
            case Byte:
                Take(1);
                break;
            case Double:
                Take(sizeof(double));
                break;
            case Binary:
                Bytes();
                break;
            case List or Set:
                for (var left = Count(out var element); left > 0; left--)
                    Skip(element is True or False ? Byte : element, depth - 1);
                break;
            case Struct:
                var field = 0;
                while (Next(ref field, out var inner))
                    Skip(inner, depth - 1);
                break;
            case > Byte and < Double:
                Varint();
                break;
            default:
                throw Broken();
        }
    }

    int Count(out byte element)
    {
        const int longList = 15;
        var head = Take(1)[0];
        element = (byte)(head & 0x0F);
        return head >> 4 is var count and < longList ? count : Length(Varint());
    }

    ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Broken();
    }

    // Nothing that is left has more elements than bytes.
    readonly int Length(ulong length) => length <= (ulong)_rest.Length ? (int)length : throw Broken();

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Broken();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    static InvalidDataException Broken() => new("The description of a Parquet file is broken.");
}
