namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>Writes structures in Thrift's compact protocol, in which Parquet describes its pages and itself.</summary>
sealed class ThriftWriter(ByteSink output)
{
    const byte True = 1;
    const byte False = 2;
    const byte I32 = 5;
    const byte I64 = 6;
    const byte Binary = 8;
    const byte List = 9;
    const byte Struct = 12;

    readonly Stack<int> _outer = new();
    int _last;

    /// <summary>Begins a structure that is no field: a whole, or a list's element.</summary>
    internal void Begin()
    {
        _outer.Push(_last);
        _last = 0;
    }

    /// <summary>Begins a structure.</summary>
    internal void Begin(int field)
    {
        Field(field, Struct);
        Begin();
    }

    /// <summary>Ends the structure begun last.</summary>
    internal void End()
    {
        output.Add(0);
        _last = _outer.Pop();
    }

    internal void Bool(int field, bool value) => Field(field, value ? True : False);

    internal void Int(int field, int value)
    {
        Field(field, I32);
        output.AddVarint(ZigZag(value));
    }

    internal void Long(int field, long value)
    {
        Field(field, I64);
        output.AddVarint(ZigZag(value));
    }

    internal void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Field(field, Binary);
        Item(value);
    }

    internal void Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    internal void Texts(int field, IReadOnlyCollection<string> values)
    {
        Head(field, values.Count, Binary);
        foreach (var value in values)
            Item(System.Text.Encoding.UTF8.GetBytes(value));
    }

    internal void Ints(int field, params ReadOnlySpan<int> values)
    {
        Head(field, values.Length, I32);
        foreach (var value in values)
            output.AddVarint(ZigZag(value));
    }

    /// <summary>Begins a list of structures; each is begun and ended by itself.</summary>
    internal void Structs(int field, int count) => Head(field, count, Struct);

    static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    void Item(ReadOnlySpan<byte> value)
    {
        output.AddVarint((ulong)value.Length);
        output.Add(value);
    }

    void Head(int field, int count, byte type)
    {
        const int shortList = 15;
        Field(field, List);
        if (count < shortList)
        {
            output.Add((byte)((count << 4) | type));
            return;
        }

        output.Add((byte)(0xF0 | type));
        output.AddVarint((ulong)count);
    }

    // All fields of Parquet's are numbered within 15 of the one before.
    void Field(int field, byte type)
    {
        output.Add((byte)(((field - _last) << 4) | type));
        _last = field;
    }
}
