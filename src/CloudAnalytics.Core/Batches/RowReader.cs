using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Reads one row of a batch; values are valid until the batch is cleared. A field that the schema does not have reads as null.
/// </summary>
/// <param name="batch">The batch.</param>
/// <param name="row">The row's index.</param>
public readonly unsafe ref struct RowReader(RecordBatch batch, int row)
{
    /// <summary>The text, empty when null.</summary>
    public ReadOnlySpan<byte> Get(Field<Utf8Text> field) =>
        Column(field) is TextColumn { HasValues: true } column ? Utf8View.Read(column.Views + row) : default;

    /// <summary>The text's view, a zero one when null.</summary>
    internal Utf8View ViewOf(Field<Utf8Text> field) => Column(field) is TextColumn { HasValues: true } column ? column.Views[row] : default;

    /// <summary>The integer, or null.</summary>
    public long? Get(Field<long> field) => Int64(field);

    /// <summary>The instant, or null.</summary>
    public Timestamp? Get(Field<Timestamp> field) => Int64(field) is { } micros ? new Timestamp(micros) : null;

    /// <summary>The fraction, or null.</summary>
    public double? Get(Field<double> field) =>
        Column(field) is Float64Column column && column.IsValid(row) ? column.Values[row] : null;

    /// <summary>The truth value, or null.</summary>
    public bool? Get(Field<bool> field) =>
        Column(field) is BooleanColumn column && column.IsValid(row) ? column.Values[row] != 0 : null;

    /// <summary>Number of items of a list, 0 when null.</summary>
    public int Count(Field<Utf8List> field) => Column(field) is ListColumn column ? (int)column.Entries[row].Length : 0;

    /// <summary>An item of a list.</summary>
    public ReadOnlySpan<byte> ItemAt(Field<Utf8List> field, int index) =>
        Column(field) is ListColumn column ? Utf8View.Read(column.Items + (int)column.Entries[row].Offset + index) : default;

    /// <summary>Number of pairs of a map, 0 when null.</summary>
    public int Count(Field<Utf8Map> field) => Column(field) is MapColumn column ? (int)column.Entries[row].Length : 0;

    /// <summary>Key of a map's pair.</summary>
    public ReadOnlySpan<byte> KeyAt(Field<Utf8Map> field, int index) =>
        Column(field) is MapColumn column ? Utf8View.Read(column.Keys + (int)column.Entries[row].Offset + index) : default;

    /// <summary>Value of a map's pair.</summary>
    public ReadOnlySpan<byte> ValueAt(Field<Utf8Map> field, int index) =>
        Column(field) is MapColumn column ? Utf8View.Read(column.Values + (int)column.Entries[row].Offset + index) : default;

    long? Int64(Field field) => Column(field) is Int64Column column && column.IsValid(row) ? column.Values[row] : null;

    Column? Column(Field field)
    {
        var ordinal = batch.Schema.OrdinalOf(field);
        return ordinal < 0 ? null : batch.ColumnAt(ordinal);
    }
}
