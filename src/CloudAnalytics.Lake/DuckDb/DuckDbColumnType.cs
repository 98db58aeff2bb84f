namespace CloudAnalytics.Lake.DuckDb;

/// <summary>A result column's type, with the types inside it.</summary>
public sealed class DuckDbColumnType
{
    readonly string[] _enumValues;

    DuckDbColumnType(
        DuckDbType kind, DuckDbType storage, byte scale, int arrayLength,
        DuckDbColumnType[] children, string[] childNames, string[] enumValues)
    {
        (Kind, Storage, Scale, ArrayLength) = (kind, storage, scale, arrayLength);
        (Children, ChildNames, _enumValues) = (children, childNames, enumValues);
    }

    public DuckDbType Kind { get; }

    /// <summary>A list's or array's element; a map's key and value; a struct's fields; none for other types.</summary>
    public IReadOnlyList<DuckDbColumnType> Children { get; }

    /// <summary>The names of a struct's fields, in the order of <see cref="Children"/>; empty for other types.</summary>
    public IReadOnlyList<string> ChildNames { get; }

    /// <summary>The integer type that holds a DECIMAL or an ENUM; otherwise <see cref="Kind"/>.</summary>
    internal DuckDbType Storage { get; }

    /// <summary>Digits after a DECIMAL's point.</summary>
    internal byte Scale { get; }

    /// <summary>Elements in each value of an ARRAY.</summary>
    internal int ArrayLength { get; }

    /// <summary>The type as SQL writes it, such as <c>VARCHAR[]</c> or <c>MAP(VARCHAR, BIGINT)</c>.</summary>
    public override string ToString() => Kind switch
    {
        DuckDbType.List => $"{Children[0]}[]",
        DuckDbType.Array => $"{Children[0]}[{ArrayLength}]",
        DuckDbType.Map => $"MAP({Children[0]}, {Children[1]})",
        DuckDbType.Struct => $"STRUCT({string.Join(", ", Children.Select((child, i) => $"\"{ChildNames[i]}\" {child}"))})",
        DuckDbType.TimestampSeconds => "TIMESTAMP_S",
        DuckDbType.TimestampMillis => "TIMESTAMP_MS",
        DuckDbType.TimestampNanos => "TIMESTAMP_NS",
        DuckDbType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbType.SqlNull => "NULL",
        _ => Kind.ToString().ToUpperInvariant(),
    };

    internal string EnumValue(uint index) => _enumValues[index];

    /// <summary>Reads a logical type and destroys it.</summary>
    internal static DuckDbColumnType Take(nint type)
    {
        try
        {
            return Read(type);
        }
        finally
        {
            NativeMethods.duckdb_destroy_logical_type(ref type);
        }
    }

    static unsafe DuckDbColumnType Read(nint type)
    {
        var kind = NativeMethods.duckdb_get_type_id(type);
        var storage = kind;
        byte scale = 0;
        var arrayLength = 0;
        DuckDbColumnType[] children = [];
        string[] names = [];
        string[] enumValues = [];
        switch (kind)
        {
            case DuckDbType.List:
                children = [Take(NativeMethods.duckdb_list_type_child_type(type))];
                break;
            case DuckDbType.Array:
                children = [Take(NativeMethods.duckdb_array_type_child_type(type))];
                arrayLength = (int)NativeMethods.duckdb_array_type_array_size(type);
                break;
            case DuckDbType.Map:
                children = [Take(NativeMethods.duckdb_map_type_key_type(type)), Take(NativeMethods.duckdb_map_type_value_type(type))];
                break;
            case DuckDbType.Struct:
                children = new DuckDbColumnType[NativeMethods.duckdb_struct_type_child_count(type)];
                names = new string[children.Length];
                for (var i = 0; i < children.Length; i++)
                {
                    children[i] = Take(NativeMethods.duckdb_struct_type_child_type(type, (ulong)i));
                    names[i] = NativeMethods.TakeText(NativeMethods.duckdb_struct_type_child_name(type, (ulong)i));
                }

                break;
            case DuckDbType.Decimal:
                storage = NativeMethods.duckdb_decimal_internal_type(type);
                scale = NativeMethods.duckdb_decimal_scale(type);
                break;
            case DuckDbType.Enum:
                storage = NativeMethods.duckdb_enum_internal_type(type);
                enumValues = new string[NativeMethods.duckdb_enum_dictionary_size(type)];
                for (var i = 0; i < enumValues.Length; i++)
                    enumValues[i] = NativeMethods.TakeText(NativeMethods.duckdb_enum_dictionary_value(type, (ulong)i));
                break;
            default:
                break;
        }

        return new DuckDbColumnType(kind, storage, scale, arrayLength, children, names, enumValues);
    }
}
