using System.Text;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>A statement's parameter: null, text, number, boolean, time or list of texts. Made by conversion from the plain value.</summary>
public readonly struct SqlValue
{
    enum Kind : byte
    {
        Null,
        Text,
        Integer,
        Double,
        Boolean,
        Timestamp,
        Texts,
    }

    readonly Kind _kind;
    readonly long _bits;
    readonly object? _reference;

    SqlValue(Kind kind, long bits = 0, object? reference = null) => (_kind, _bits, _reference) = (kind, bits, reference);

    /// <summary>SQL's NULL.</summary>
    public static SqlValue Null => default;

    /// <summary>Null becomes NULL.</summary>
    public static implicit operator SqlValue(string? text) => text is null ? default : new(Kind.Text, 0, text);

    public static implicit operator SqlValue(long number) => new(Kind.Integer, number);

    public static implicit operator SqlValue(double number) => new(Kind.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator SqlValue(bool value) => new(Kind.Boolean, value ? 1 : 0);

    /// <summary>A TIMESTAMP in UTC, to the microsecond.</summary>
    public static implicit operator SqlValue(DateTimeOffset time) =>
        new(Kind.Timestamp, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>A VARCHAR[]; an empty array is an empty list, null is NULL.</summary>
    public static implicit operator SqlValue(string[]? texts) => texts is null ? default : new(Kind.Texts, 0, texts);

    /// <summary>A <c>duckdb_value</c> that the caller destroys.</summary>
    internal nint ToNative() => _kind switch
    {
        Kind.Text => Text((string)_reference!),
        Kind.Integer => NativeMethods.duckdb_create_int64(_bits),
        Kind.Double => NativeMethods.duckdb_create_double(BitConverter.Int64BitsToDouble(_bits)),
        Kind.Boolean => NativeMethods.duckdb_create_bool(_bits != 0),
        Kind.Timestamp => NativeMethods.duckdb_create_timestamp(_bits),
        Kind.Texts => Texts((string[])_reference!),
        _ => NativeMethods.duckdb_create_null_value(),
    };

    static unsafe nint Text(string text)
    {
        // One byte more than the text, so that the address of an empty one is not null.
        var utf8 = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        fixed (byte* start = utf8)
            return NativeMethods.duckdb_create_varchar_length(start, (ulong)length);
    }

    static unsafe nint Texts(string[] texts)
    {
        // One more than needed: the engine takes no null address for an empty list.
        var values = new nint[texts.Length + 1];
        for (var i = 0; i < texts.Length; i++)
            values[i] = Text(texts[i]);
        var type = NativeMethods.duckdb_create_logical_type(DuckDbType.Varchar);
        fixed (nint* start = values)
        {
            var list = NativeMethods.duckdb_create_list_value(type, start, (ulong)texts.Length);
            for (var i = 0; i < texts.Length; i++)
                NativeMethods.duckdb_destroy_value(ref start[i]);
            NativeMethods.duckdb_destroy_logical_type(ref type);
            return list;
        }
    }
}
