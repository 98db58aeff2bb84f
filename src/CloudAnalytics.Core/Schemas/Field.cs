namespace CloudAnalytics.Core.Schemas;

/// <summary>Tag of text fields: the value is UTF-8, null when empty.</summary>
public readonly struct Utf8Text;

/// <summary>Tag of list fields: UTF-8 texts in order, null when there are none.</summary>
public readonly struct Utf8List;

/// <summary>Tag of map fields: UTF-8 names and values, null when there are none.</summary>
public readonly struct Utf8Map;

/// <summary>A UTC instant.</summary>
/// <param name="Micros">Microseconds since 1970-01-01T00:00:00Z.</param>
public readonly record struct Timestamp(long Micros)
{
    /// <summary>The same instant as the platform's type, exact to the microsecond.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>The instant, cut to microseconds.</summary>
    public static Timestamp From(DateTimeOffset time) =>
        new((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
}

/// <summary>
/// A named, typed column. A field is a symbol: parsers, metrics and panels name it in code, and the same symbol may stand in several
/// schemas, which is how a question is asked of several formats.
/// </summary>
public abstract class Field
{
    static int s_count;

    private protected Field(string name, FieldType type, string doc, string? ecsName)
    {
        Name = name;
        Type = type;
        Doc = doc;
        EcsName = ecsName;
        Key = Interlocked.Increment(ref s_count) - 1;
    }

    /// <summary>Snake-case name, the same in OpenSearch, Parquet, SQL and the UI.</summary>
    public string Name { get; }

    /// <summary>The column's type.</summary>
    public FieldType Type { get; }

    /// <summary>What the value means, one sentence for administrators; it becomes the column's comment.</summary>
    public string Doc { get; }

    /// <summary>The field's name in the Elastic Common Schema, or null where that has none.</summary>
    public string? EcsName { get; }

    /// <summary>Number of the symbol in this process, for look-ups without hashing.</summary>
    internal int Key { get; }

    /// <summary>Declares a UTC instant.</summary>
    public static Field<Timestamp> Time(string name, string doc, string? ecs = null) => new(name, FieldType.Timestamp, doc, ecs);

    /// <summary>Declares text that is filtered and grouped as a whole.</summary>
    public static Field<Utf8Text> Keyword(string name, string doc, string? ecs = null) => new(name, FieldType.Keyword, doc, ecs);

    /// <summary>Declares text that is searched by words.</summary>
    public static Field<Utf8Text> Text(string name, string doc, string? ecs = null) => new(name, FieldType.Text, doc, ecs);

    /// <summary>Declares an IP address.</summary>
    public static Field<Utf8Text> Ip(string name, string doc, string? ecs = null) => new(name, FieldType.Ip, doc, ecs);

    /// <summary>Declares an integer; its unit stands in its name.</summary>
    public static Field<long> Int64(string name, string doc, string? ecs = null) => new(name, FieldType.Int64, doc, ecs);

    /// <summary>Declares a fractional number; its unit stands in its name.</summary>
    public static Field<double> Float64(string name, string doc, string? ecs = null) => new(name, FieldType.Float64, doc, ecs);

    /// <summary>Declares a truth value.</summary>
    public static Field<bool> Boolean(string name, string doc, string? ecs = null) => new(name, FieldType.Boolean, doc, ecs);

    /// <summary>Declares a list of keywords.</summary>
    public static Field<Utf8List> List(string name, string doc, string? ecs = null) => new(name, FieldType.KeywordList, doc, ecs);

    /// <summary>Declares a map of texts.</summary>
    public static Field<Utf8Map> Map(string name, string doc, string? ecs = null) => new(name, FieldType.Map, doc, ecs);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A column whose values are written as <typeparamref name="T"/>: a value of another type does not compile.</summary>
public sealed class Field<T> : Field
{
    internal Field(string name, FieldType type, string doc, string? ecsName)
        : base(name, type, doc, ecsName)
    {
    }
}
