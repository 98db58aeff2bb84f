using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// The cells of one JSON record in their order. An agent that splits W3C rows at every blank puts values under the wrong keys when a value
/// holds blanks; from the trail the row is written again as it stood in the log and read with <see cref="W3cAlignment"/>.
/// </summary>
sealed unsafe class CellTrail
{
    readonly int[] _columns = new int[Limits.HeaderColumnsMax];
    readonly nint[] _texts = new nint[Limits.HeaderColumnsMax];
    readonly int[] _lengths = new int[Limits.HeaderColumnsMax];
    int _count;

    /// <summary>Forgets the record before.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Keeps a cell; its text must stay where it is until the record is done.</summary>
    internal void Add(int column, byte* text, int length)
    {
        if (_count == _columns.Length)
            return;
        _columns[_count] = column;
        _texts[_count] = (nint)text;
        _lengths[_count++] = length;
    }

    /// <summary>Starts the row again with its cells under the right columns; where no reading makes sense, it stays as it is.</summary>
    internal void Realign(ref RowWriter row, RowAssembler rows, Layout layout)
    {
        var logged = Enumerable.Range(0, _count).Where(i => IsLogged(layout.Kinds[_columns[i]])).ToArray();
        var alignment = new W3cAlignment([.. logged.Select(i => layout.Header[_columns[i]])]);
        var length = logged.Sum(i => _lengths[i] + 1);
        var line = row.Arena.Reserve(length);
        var at = 0;
        foreach (var i in logged)
        {
            new ReadOnlySpan<byte>((byte*)_texts[i], _lengths[i]).CopyTo(new Span<byte>(line + at, _lengths[i]));
            at += _lengths[i];
            line[at++] = (byte)' ';
        }

        if (at == 0 || alignment.Find(new ReadOnlySpan<byte>(line, at - 1)) is not { } ranges)
            return;
        var batch = row.Batch;
        row.Abandon();
        row = batch.NewRow();
        rows.BeginRow();
        for (var i = 0; i < _count; i++)
        {
            if (!IsLogged(layout.Kinds[_columns[i]]))
                rows.Cell(ref row, layout, _columns[i], (byte*)_texts[i], _lengths[i]);
        }

        for (var i = 0; i < logged.Length; i++)
            rows.AlignedCell(ref row, layout, _columns[logged[i]], line, ranges[i]);
    }

    // What the agent adds does not stand in the log.
    static bool IsLogged(CellKind kind) =>
        kind is not (CellKind.RowTime or CellKind.SenderHost or CellKind.SenderFile or CellKind.SenderPosition);
}
