using System.Collections.Immutable;

namespace CloudAnalytics.Core.Schemas;

/// <summary>
/// The columns of one format, in order. Every schema starts with the envelope (time, time_source, arrived, id, host, noise) and ends with
/// source_file, attributes and raw; a format declares what stands between.
/// </summary>
public sealed class Schema
{
    readonly short[] _ordinalByKey;

    /// <summary>Declares a schema.</summary>
    /// <param name="name">Snake-case name of the format; also the view's, the index's and the folder's name.</param>
    /// <param name="doc">What one row is, one sentence.</param>
    /// <param name="fields">The format's own fields, an array as that costs a start least; each at most once, none of the envelope.</param>
    public Schema(string name, string doc, params Field[] fields)
    {
        Name = name;
        Doc = doc;
        Fields =
        [
            CommonFields.Time, CommonFields.TimeSource, CommonFields.Arrived, CommonFields.Id, CommonFields.Host, CommonFields.Noise,
            .. fields,
            CommonFields.SourceFile, CommonFields.Attributes, CommonFields.Raw,
        ];
        Check.That(Fields.Length <= Limits.SchemaFieldsMax);
        var keyMax = 0;
        foreach (var field in Fields)
            keyMax = Math.Max(keyMax, field.Key);
        _ordinalByKey = new short[keyMax + 1];
        Array.Fill(_ordinalByKey, (short)-1);
        for (var i = 0; i < Fields.Length; i++)
        {
            Check.That(_ordinalByKey[Fields[i].Key] < 0);
            _ordinalByKey[Fields[i].Key] = (short)i;
            for (var other = 0; other < i; other++)
                Check.That(Fields[other].Name != Fields[i].Name);
        }
    }

    /// <summary>
    /// The column that the archive's files are sorted by, before time; null for time alone. A question about one value of it reads a
    /// small part of a file.
    /// </summary>
    public Field<Utf8Text>? SortedBy { get; init; }

    /// <summary>Snake-case name of the format.</summary>
    public string Name { get; }

    /// <summary>What one row is.</summary>
    public string Doc { get; }

    /// <summary>All columns in order; a field's index is its ordinal.</summary>
    public ImmutableArray<Field> Fields { get; }

    /// <summary>The field's position in this schema, or -1 when the schema does not have it.</summary>
    public int OrdinalOf(Field field) => (uint)field.Key < (uint)_ordinalByKey.Length ? _ordinalByKey[field.Key] : -1;

    /// <summary>Whether the schema has the field.</summary>
    public bool Has(Field field) => OrdinalOf(field) >= 0;

    /// <summary>The field of that name, or null.</summary>
    public Field? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
