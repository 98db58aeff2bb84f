using System.Text;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>One column of a result's current chunk. Rows are numbered from 0 within the chunk.</summary>
/// <remarks>A reader of a null value returns what lies in memory: ask <see cref="IsNull"/> first. A reader of another type than the
/// column's throws <see cref="InvalidCastException"/>.</remarks>
public readonly unsafe struct DuckDbColumn
{
    readonly nint _vector;
    readonly byte* _data;
    readonly ulong* _validity;

    internal DuckDbColumn(DuckDbColumnType type, nint vector)
    {
        (Type, _vector) = (type, vector);
        _data = (byte*)NativeMethods.duckdb_vector_get_data(vector);
        _validity = NativeMethods.duckdb_vector_get_validity(vector);
    }

    public DuckDbColumnType Type { get; }

    public bool IsNull(int row) => _validity is not null && (_validity[row >> 6] >> (row & 63) & 1) == 0;

    /// <summary>Any integer type, and the raw number of a date, time or timestamp (in its own unit since 1970-01-01).</summary>
    /// <exception cref="OverflowException">A HUGEINT or UBIGINT that a long does not hold.</exception>
    public long GetInt64(int row) => Type.Kind switch
    {
        DuckDbType.Decimal or DuckDbType.Enum => throw Mismatch("an integer"),
        _ => (long)Integer(row),
    };

    /// <summary>Any number; a DECIMAL or a large integer is rounded to the nearest double.</summary>
    public double GetDouble(int row) => Type.Kind switch
    {
        DuckDbType.Double => ((double*)_data)[row],
        DuckDbType.Float => ((float*)_data)[row],
        DuckDbType.Decimal => (double)Integer(row) / Math.Pow(10, Type.Scale),
        _ => (double)Integer(row),
    };

    public bool GetBoolean(int row) => Type.Kind == DuckDbType.Boolean ? _data[row] != 0 : throw Mismatch("a boolean");

    /// <summary>A VARCHAR's UTF-8 or a BLOB's bytes, valid as long as the chunk.</summary>
    public ReadOnlySpan<byte> GetUtf8(int row)
    {
        if (Type.Kind is not (DuckDbType.Varchar or DuckDbType.Blob or DuckDbType.BigNum or DuckDbType.Bit))
            throw Mismatch("text");
        var view = _data + (row * StringViewBytes);
        var length = *(int*)view;
        return new ReadOnlySpan<byte>(length <= InlinedBytesMax ? view + 4 : *(byte**)(view + 8), length);
    }

    /// <summary>A TIMESTAMP of any precision, or a DATE, as UTC; null for one that is infinite or outside the years 1 to 9999.</summary>
    public DateTimeOffset? GetTime(int row)
    {
        var value = Type.Kind == DuckDbType.Date ? (Int128)((int*)_data)[row] : ((long*)_data)[row];
        var ticks = DateTimeOffset.UnixEpoch.Ticks + (Type.Kind switch
        {
            DuckDbType.Timestamp or DuckDbType.TimestampTz => value * TimeSpan.TicksPerMicrosecond,
            DuckDbType.TimestampMillis => value * TimeSpan.TicksPerMillisecond,
            DuckDbType.TimestampSeconds => value * TimeSpan.TicksPerSecond,
            DuckDbType.TimestampNanos => (long)value == long.MaxValue || (long)value == -long.MaxValue ? Int128.MaxValue / 2 : value / 100,
            DuckDbType.Date => value * TimeSpan.TicksPerDay,
            _ => throw Mismatch("a time"),
        });
        return ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks ? null : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    /// <summary>Any value as text, nested ones as JSON; null for null.</summary>
    public string? GetString(int row) => IsNull(row) ? null : DuckDbText.Format(this, row);

    /// <summary>The elements of a list or array as text; null elements are null.</summary>
    public string?[] GetStrings(int row)
    {
        var (offset, length) = Elements(row);
        var child = Child(0);
        var strings = new string?[length];
        for (var i = 0; i < length; i++)
            strings[i] = child.GetString(offset + i);
        return strings;
    }

    /// <summary>Where a list's, array's or map's elements lie in its <see cref="Child"/> columns.</summary>
    public (int Offset, int Length) Elements(int row)
    {
        if (Type.Kind == DuckDbType.Array)
            return (row * Type.ArrayLength, Type.ArrayLength);
        if (Type.Kind is not (DuckDbType.List or DuckDbType.Map))
            throw Mismatch("a list");
        var entry = (ulong*)_data + (row * 2);
        return ((int)entry[0], (int)entry[1]);
    }

    /// <summary>The column inside: a list's elements (0), a map's keys (0) and values (1), a struct's field.</summary>
    public DuckDbColumn Child(int index) => Type.Kind switch
    {
        DuckDbType.List => new(Type.Children[0], NativeMethods.duckdb_list_vector_get_child(_vector)),
        DuckDbType.Array => new(Type.Children[0], NativeMethods.duckdb_array_vector_get_child(_vector)),
        DuckDbType.Struct => new(Type.Children[index], NativeMethods.duckdb_struct_vector_get_child(_vector, (ulong)index)),
        // A map is a list of structs of key and value.
        DuckDbType.Map => new(
            Type.Children[index],
            NativeMethods.duckdb_struct_vector_get_child(NativeMethods.duckdb_list_vector_get_child(_vector), (ulong)index)),
        _ => throw Mismatch("a nested value"),
    };

    /// <summary>The integer that stores the value: itself, or a DECIMAL's digits, or an ENUM's index.</summary>
    internal Int128 Integer(int row) => Type.Storage switch
    {
        DuckDbType.BigInt or DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.TimestampMillis
            or DuckDbType.TimestampSeconds or DuckDbType.TimestampNanos or DuckDbType.Time or DuckDbType.TimeNanos => ((long*)_data)[row],
        DuckDbType.Integer or DuckDbType.Date => ((int*)_data)[row],
        DuckDbType.SmallInt => ((short*)_data)[row],
        DuckDbType.TinyInt => ((sbyte*)_data)[row],
        DuckDbType.UBigInt => ((ulong*)_data)[row],
        DuckDbType.UInteger => ((uint*)_data)[row],
        DuckDbType.USmallInt => ((ushort*)_data)[row],
        DuckDbType.UTinyInt or DuckDbType.Boolean => _data[row],
        DuckDbType.HugeInt or DuckDbType.Uuid => new Int128(((ulong*)_data)[(row * 2) + 1], ((ulong*)_data)[row * 2]),
        DuckDbType.UHugeInt => checked((Int128)new UInt128(((ulong*)_data)[(row * 2) + 1], ((ulong*)_data)[row * 2])),
        _ => throw Mismatch("a number"),
    };

    /// <summary>An INTERVAL's months, days and microseconds.</summary>
    internal (int Months, int Days, long Micros) Interval(int row)
    {
        var start = _data + (row * 16);
        return (((int*)start)[0], ((int*)start)[1], ((long*)start)[1]);
    }

    internal string Text(int row) => Encoding.UTF8.GetString(GetUtf8(row));

    /// <summary>Bytes of DuckDB's <c>string_t</c>: length, then 12 bytes of text, or a 4-byte prefix and an address.</summary>
    const int StringViewBytes = 16;

    /// <summary>The longest text that a <c>string_t</c> holds itself.</summary>
    internal const int InlinedBytesMax = 12;

    InvalidCastException Mismatch(string wanted) => new($"The column is {Type}, not {wanted}.");
}
