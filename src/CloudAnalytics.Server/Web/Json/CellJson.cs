using System.Globalization;
using System.Text.Json;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>
/// Cells of query results as JSON: times in ISO 8601 UTC, lists as arrays, maps as objects, what JSON has no form for as text.
/// </summary>
static class CellJson
{
    // Whole numbers up to here are exact in the double that browsers keep numbers in.
    const long ExactInDouble = 1L << 53;

    /// <summary>An instant as the API writes it.</summary>
    public static string Time(DateTimeOffset time)
    {
        var hasMicros = time.Ticks % TimeSpan.TicksPerMillisecond != 0;
        var form = hasMicros ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        return time.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="Time(DateTimeOffset)"/>
    public static string Time(Timestamp time) => Time(time.ToDateTimeOffset());

    /// <summary>What kind of values a column has, for their display: number, time, date, text, list, map, boolean or other.</summary>
    public static string KindOf(DuckDbColumnType type) => type.Kind switch
    {
        DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt or DuckDbType.HugeInt
            or DuckDbType.UTinyInt or DuckDbType.USmallInt or DuckDbType.UInteger or DuckDbType.UBigInt or DuckDbType.UHugeInt
            or DuckDbType.Float or DuckDbType.Double or DuckDbType.Decimal => "number",
        DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.TimestampMillis
            or DuckDbType.TimestampSeconds or DuckDbType.TimestampNanos => "time",
        DuckDbType.Date => "date",
        DuckDbType.Varchar or DuckDbType.Enum => "text",
        DuckDbType.List or DuckDbType.Array => "list",
        DuckDbType.Map or DuckDbType.Struct => "map",
        DuckDbType.Boolean => "boolean",
        _ => "other",
    };

    /// <summary>Writes one cell.</summary>
    public static void Write(Utf8JsonWriter json, in DuckDbColumn column, int row)
    {
        if (column.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (column.Type.Kind)
        {
            case DuckDbType.Boolean:
                json.WriteBooleanValue(column.GetBoolean(row));
                break;
            case DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt
                or DuckDbType.UTinyInt or DuckDbType.USmallInt or DuckDbType.UInteger:
                WriteInteger(json, column.GetInt64(row));
                break;
            case DuckDbType.Float or DuckDbType.Double when double.IsFinite(column.GetDouble(row)):
                json.WriteNumberValue(column.GetDouble(row));
                break;
            case DuckDbType.HugeInt or DuckDbType.UBigInt or DuckDbType.UHugeInt or DuckDbType.Decimal:
                WriteNumberText(json, column.GetString(row)!);
                break;
            case DuckDbType.Varchar:
                json.WriteStringValue(column.GetUtf8(row));
                break;
            case DuckDbType.Timestamp or DuckDbType.TimestampTz or DuckDbType.TimestampMillis
                or DuckDbType.TimestampSeconds or DuckDbType.TimestampNanos when column.GetTime(row) is { } time:
                json.WriteStringValue(Time(time));
                break;
            case DuckDbType.List or DuckDbType.Array:
                WriteList(json, column, row);
                break;
            case DuckDbType.Map when column.Type.Children[0].Kind == DuckDbType.Varchar:
                WriteMap(json, column, row);
                break;
            default:
                json.WriteStringValue(column.GetString(row));
                break;
        }
    }

    static void WriteInteger(Utf8JsonWriter json, long number)
    {
        if (number is > -ExactInDouble and < ExactInDouble)
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    static void WriteNumberText(Utf8JsonWriter json, string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < ExactInDouble)
            json.WriteNumberValue(number);
        else
            json.WriteStringValue(text);
    }

    static void WriteList(Utf8JsonWriter json, in DuckDbColumn column, int row)
    {
        var (offset, length) = column.Elements(row);
        var child = column.Child(0);
        json.WriteStartArray();
        for (var i = 0; i < length; i++)
            Write(json, child, offset + i);
        json.WriteEndArray();
    }

    static void WriteMap(Utf8JsonWriter json, in DuckDbColumn column, int row)
    {
        var (offset, length) = column.Elements(row);
        var keys = column.Child(0);
        var values = column.Child(1);
        json.WriteStartObject();
        for (var i = 0; i < length; i++)
        {
            json.WritePropertyName(keys.GetUtf8(offset + i));
            Write(json, values, offset + i);
        }

        json.WriteEndObject();
    }
}
