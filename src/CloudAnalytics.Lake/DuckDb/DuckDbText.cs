using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>Values as text for tables and CSV, and as JSON. Times are UTC in ISO 8601.</summary>
public static class DuckDbText
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one value as a JSON value.</summary>
    /// <remarks>Numbers stay numbers; a double that JSON lacks (NaN, infinity) is null; lists are arrays, maps and structs are objects;
    /// every other type is its text.</remarks>
    public static void WriteJson(Utf8JsonWriter writer, DuckDbColumn column, int row)
    {
        if (column.IsNull(row))
        {
            writer.WriteNullValue();
            return;
        }

        switch (column.Type.Kind)
        {
            case DuckDbType.Varchar:
                writer.WriteStringValue(column.GetUtf8(row));
                break;
            case DuckDbType.Boolean:
                writer.WriteBooleanValue(column.GetBoolean(row));
                break;
            case DuckDbType.Double or DuckDbType.Float when double.IsFinite(column.GetDouble(row)):
                writer.WriteNumberValue(column.GetDouble(row));
                break;
            case DuckDbType.Double or DuckDbType.Float:
                writer.WriteNullValue();
                break;
            case DuckDbType.Decimal:
            case DuckDbType.HugeInt or DuckDbType.UHugeInt:
            case >= DuckDbType.TinyInt and <= DuckDbType.UBigInt:
                writer.WriteRawValue(Format(column, row), skipInputValidation: true);
                break;
            case DuckDbType.List or DuckDbType.Array:
                WriteArray(writer, column, row);
                break;
            case DuckDbType.Map:
                WriteMap(writer, column, row);
                break;
            case DuckDbType.Struct:
                writer.WriteStartObject();
                for (var i = 0; i < column.Type.Children.Count; i++)
                {
                    writer.WritePropertyName(column.Type.ChildNames[i]);
                    WriteJson(writer, column.Child(i), row);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(Format(column, row));
                break;
        }
    }

    /// <summary>The text of a value that is not null.</summary>
    internal static string Format(DuckDbColumn column, int row) => column.Type.Kind switch
    {
        DuckDbType.Varchar => column.Text(row),
        DuckDbType.Boolean => column.GetBoolean(row) ? "true" : "false",
        DuckDbType.Double => column.GetDouble(row).ToString("R", CultureInfo.InvariantCulture),
        DuckDbType.Float => ((float)column.GetDouble(row)).ToString("R", CultureInfo.InvariantCulture),
        DuckDbType.Decimal => Decimal(column.Integer(row), column.Type.Scale),
        DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.TimestampMillis or DuckDbType.TimestampSeconds
            or DuckDbType.TimestampNanos => Time(column, row),
        DuckDbType.Date => column.GetTime(row)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Infinite(column, row),
        DuckDbType.Time => TimeOfDay((long)column.Integer(row)),
        DuckDbType.Interval => Interval(column.Interval(row)),
        DuckDbType.Enum => column.Type.EnumValue((uint)column.Integer(row)),
        DuckDbType.Blob => Convert.ToBase64String(column.GetUtf8(row)),
        DuckDbType.Uuid => Uuid(column.Integer(row)),
        DuckDbType.List or DuckDbType.Array or DuckDbType.Map or DuckDbType.Struct => Json(column, row),
        DuckDbType.SqlNull => "",
        DuckDbType.Union or DuckDbType.Bit or DuckDbType.BigNum or DuckDbType.TimeTz or DuckDbType.TimeNanos =>
            throw new DuckDbException(
                $"A column has the type {column.Type}, which has no text here: add CAST(... AS VARCHAR).", DuckDbErrorKind.Conversion),
        _ => column.Integer(row).ToString(CultureInfo.InvariantCulture),
    };

    static string Json(DuckDbColumn column, int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_json))
            WriteJson(writer, column, row);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static void WriteArray(Utf8JsonWriter writer, DuckDbColumn column, int row)
    {
        var (offset, length) = column.Elements(row);
        var child = column.Child(0);
        writer.WriteStartArray();
        for (var i = offset; i < offset + length; i++)
            WriteJson(writer, child, i);
        writer.WriteEndArray();
    }

    static void WriteMap(Utf8JsonWriter writer, DuckDbColumn column, int row)
    {
        var (offset, length) = column.Elements(row);
        var (keys, values) = (column.Child(0), column.Child(1));
        writer.WriteStartObject();
        for (var i = offset; i < offset + length; i++)
        {
            writer.WritePropertyName(keys.GetString(i) ?? "");
            WriteJson(writer, values, i);
        }

        writer.WriteEndObject();
    }

    static string Decimal(Int128 digits, int scale)
    {
        if (scale == 0)
            return digits.ToString(CultureInfo.InvariantCulture);
        var text = Int128.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(digits < 0 ? "-" : "")}{text[..^scale]}.{text[^scale..]}";
    }

    // Milliseconds always, as the lake keeps them; finer digits only where there are any.
    static string Time(DuckDbColumn column, int row)
    {
        if (column.GetTime(row) is not { } time)
            return Infinite(column, row);
        var format = time.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-ddTHH:mm:ss.fffZ" : "yyyy-MM-ddTHH:mm:ss.fffffffZ";
        return time.ToString(format, CultureInfo.InvariantCulture);
    }

    // Not TimeOnly: SQL has 24:00:00.
    static string TimeOfDay(long micros)
    {
        var seconds = micros / 1_000_000;
        return string.Create(
            CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}.{micros % 1_000_000:000000}");
    }

    static string Infinite(DuckDbColumn column, int row) => column.Integer(row) > 0 ? "infinity" : "-infinity";

    static string Interval((int Months, int Days, long Micros) interval)
    {
        var parts = new List<string>(3);
        if (interval.Months != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{interval.Months} months"));
        if (interval.Days != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{interval.Days} days"));
        if (interval.Micros != 0 || parts.Count == 0)
            parts.Add(new TimeSpan(interval.Micros * TimeSpan.TicksPerMicrosecond).ToString("c", CultureInfo.InvariantCulture));
        return string.Join(' ', parts);
    }

    // DuckDB stores a UUID as a HUGEINT with the highest bit flipped, so that it sorts as text does.
    static string Uuid(Int128 stored)
    {
        var bits = (UInt128)stored ^ (UInt128.One << 127);
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
