using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>What a parser does with the cells of a column.</summary>
enum CellKind : byte
{
    /// <summary>Not named by the format: goes to <c>attributes</c>.</summary>
    Attribute,

    /// <summary>Stored as it stands.</summary>
    Text,

    /// <summary>Not stored; the format's completion reads it by its slot.</summary>
    Slot,

    /// <summary>An address: zone id and port are cut off.</summary>
    Ip,

    /// <summary>An integer, leniently read.</summary>
    Int64,

    /// <summary>A number with a fraction, leniently read.</summary>
    Float64,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A timestamp other than the row's own.</summary>
    Time,

    /// <summary>The row's timestamp.</summary>
    RowTime,

    /// <summary>The date half of a W3C timestamp.</summary>
    RowDate,

    /// <summary>The time-of-day half of a W3C timestamp.</summary>
    RowTimeOfDay,

    /// <summary>Items separated by semicolons.</summary>
    List,

    /// <summary>Decoration: the machine that sent the record.</summary>
    SenderHost,

    /// <summary>Decoration: the file the record stood in.</summary>
    SenderFile,

    /// <summary>Decoration: the record's place in that file, a byte offset or a line number.</summary>
    SenderPosition,
}

/// <summary>A column of a log: its name there and what becomes of it.</summary>
/// <param name="Name">Name in the log's header, and the key in JSON.</param>
/// <param name="Kind">What to do with the cells.</param>
/// <param name="Field">Where the value goes; null for the kinds that store nothing.</param>
/// <param name="Slot">For <see cref="CellKind.Slot"/>, its index in <see cref="Cells"/>.</param>
readonly record struct ColumnBinding(string Name, CellKind Kind, Field? Field, int Slot);

/// <summary>
/// The columns that a format names, declared once; raw files and JSON are read by it alike. Names are compared without regard to case.
/// </summary>
sealed class Columns
{
    readonly Dictionary<string, ColumnBinding> _byName = new(StringComparer.OrdinalIgnoreCase);
    int _slots;

    /// <summary>
    /// Starts a declaration; the decorations of Kinesis Agent for Windows as our documentation configures them are always known.
    /// </summary>
    internal Columns()
    {
        foreach (var name in (string[])["ComputerName", "_ComputerName"])
            Add(name, CellKind.SenderHost, CommonFields.Host);
        foreach (var name in (string[])["FilePath", "_FilePath"])
            Add(name, CellKind.SenderFile, CommonFields.SourceFile);
        foreach (var name in (string[])["Position", "_Position"])
            Add(name, CellKind.SenderPosition, null);
    }

    /// <summary>Number of slots declared.</summary>
    internal int SlotCount => _slots;

    /// <summary>Declares text.</summary>
    internal Columns Text(string name, Field<Utf8Text> field) => Add(name, CellKind.Text, field);

    /// <summary>Declares an address.</summary>
    internal Columns Ip(string name, Field<Utf8Text> field) => Add(name, CellKind.Ip, field);

    /// <summary>Declares an integer.</summary>
    internal Columns Int64(string name, Field<long> field) => Add(name, CellKind.Int64, field);

    /// <summary>Declares a number with a fraction.</summary>
    internal Columns Float64(string name, Field<double> field) => Add(name, CellKind.Float64, field);

    /// <summary>Declares a truth value.</summary>
    internal Columns Boolean(string name, Field<bool> field) => Add(name, CellKind.Boolean, field);

    /// <summary>Declares a list separated by semicolons.</summary>
    internal Columns List(string name, Field<Utf8List> field) => Add(name, CellKind.List, field);

    /// <summary>Declares a timestamp; for <see cref="CommonFields.Time"/> the row's own.</summary>
    internal Columns Time(string name, Field<Timestamp> field) =>
        Add(name, ReferenceEquals(field, CommonFields.Time) ? CellKind.RowTime : CellKind.Time, field);

    /// <summary>Declares the two halves of a W3C timestamp.</summary>
    internal Columns DateAndTime(string date, string time) => Add(date, CellKind.RowDate, null).Add(time, CellKind.RowTimeOfDay, null);

    /// <summary>Declares a cell that only the format's completion reads.</summary>
    internal Columns Slot(string name, out int slot)
    {
        slot = _slots++;
        _byName.Add(name, new ColumnBinding(name, CellKind.Slot, null, slot));
        return this;
    }

    /// <summary>Declares another name of such a cell.</summary>
    internal Columns Slot(string name, int slot)
    {
        _byName.Add(name, new ColumnBinding(name, CellKind.Slot, null, slot));
        return this;
    }

    /// <summary>The binding of a column, or an attribute's.</summary>
    internal ColumnBinding Find(string name) =>
        _byName.TryGetValue(name, out var binding) ? binding with { Name = name } : new ColumnBinding(name, CellKind.Attribute, null, -1);

    /// <summary>Whether the format names the column.</summary>
    internal bool Knows(string name) => _byName.ContainsKey(name);

    Columns Add(string name, CellKind kind, Field? field)
    {
        _byName.Add(name, new ColumnBinding(name, kind, field, -1));
        return this;
    }
}
