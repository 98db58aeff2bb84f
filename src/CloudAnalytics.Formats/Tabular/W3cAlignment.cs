using CloudAnalytics.Core;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Finds which cells of a W3C row belong to which column where blanks in a value moved them. Nothing is quoted in these logs, so a user
/// agent with raw blanks, a blank before the user name or a list of addresses makes more cells than columns. Columns whose values can
/// be recognised (times, addresses, numbers, the status) take one cell that looks like one; the texts that clients choose take the rest.
/// </summary>
sealed class W3cAlignment
{
    readonly Shape[] _shapes;

    // Texts in the order in which blanks are most often found in them.
    readonly int[] _texts;

    internal W3cAlignment(IReadOnlyList<string> columns)
    {
        _shapes = [.. columns.Select(ShapeOf)];
        var texts = Enumerable.Range(0, columns.Count).Where(c => _shapes[c] == Shape.Text);
        _texts = [.. texts.OrderBy(c => Suspicion(columns[c])).ThenBy(c => c)];
    }

    enum Shape : byte
    {
        Text,
        Word,
        Date,
        TimeOfDay,
        Address,
        Number,
        Status,
    }

    /// <summary>Finds the part of a row that is each column's; null when no reading makes sense.</summary>
    /// <param name="row">The row, without its line end.</param>
    /// <returns>One range per column; a column that the row does not reach has an empty one.</returns>
    internal Range[]? Find(ReadOnlySpan<byte> row)
    {
        var cells = Split(row, keepEmpty: true);
        var found = cells is null ? null : Find(row, cells, _shapes.Length);
        if (found is not null)
            return found;

        // Blank cells that stand nowhere sensible are no cells.
        var filled = Split(row, keepEmpty: false);
        if (filled is not null && filled.Count != cells?.Count && Find(row, filled, _shapes.Length) is { } without)
            return without;

        // An agent that cuts a row off behind as many cells as there are columns has lost its last values to the surplus.
        for (var lost = 1; cells is not null && lost <= Limits.RealignedCellsLostMax && lost < _shapes.Length; lost++)
        {
            if (Find(row, cells, _shapes.Length - lost) is { } cut)
                return cut;
        }

        return null;
    }

    static List<Range>? Split(ReadOnlySpan<byte> row, bool keepEmpty)
    {
        var cells = new List<Range>();
        foreach (var range in row.Split((byte)' '))
        {
            if (keepEmpty || range.Start.Value != range.End.Value)
                cells.Add(range);
            if (cells.Count > Limits.HeaderColumnsMax + Limits.RealignedCellsMax)
                return null;
        }

        return cells;
    }

    Range[]? Find(ReadOnlySpan<byte> row, List<Range> cells, int columns)
    {
        var surplus = cells.Count - columns;
        if (surplus < 0 || surplus > Limits.RealignedCellsMax)
            return null;
        if (surplus == 0)
            return Fits(row, cells, columns, -1, 0, -1, 0) ? Ranges(cells, columns, -1, 0, -1, 0) : null;
        foreach (var text in _texts)
        {
            if (text < columns && Fits(row, cells, columns, text, surplus, -1, 0))
                return Ranges(cells, columns, text, surplus, -1, 0);
        }

        foreach (var first in _texts)
        {
            foreach (var second in _texts)
            {
                for (var part = 1; first < second && second < columns && part < surplus; part++)
                {
                    if (Fits(row, cells, columns, first, part, second, surplus - part))
                        return Ranges(cells, columns, first, part, second, surplus - part);
                }
            }
        }

        return null;
    }

    bool Fits(ReadOnlySpan<byte> row, List<Range> cells, int columns, int wide, int extra, int wide2, int extra2)
    {
        var cell = 0;
        for (var column = 0; column < columns; column++)
        {
            if (!Looks(row[cells[cell]], _shapes[column]))
                return false;
            cell += 1 + (column == wide ? extra : column == wide2 ? extra2 : 0);
        }

        return true;
    }

    Range[] Ranges(List<Range> cells, int columns, int wide, int extra, int wide2, int extra2)
    {
        var ranges = new Range[_shapes.Length];
        var cell = 0;
        for (var column = 0; column < columns; column++)
        {
            var last = cell + (column == wide ? extra : column == wide2 ? extra2 : 0);
            ranges[column] = cells[cell].Start..cells[last].End;
            cell = last + 1;
        }

        return ranges;
    }

    static unsafe bool Looks(ReadOnlySpan<byte> cell, Shape shape)
    {
        if (shape == Shape.Text || cell is [(byte)'-'])
            return true;
        fixed (byte* text = cell)
        {
            return shape switch
            {
                Shape.Word => !cell.IsEmpty,
                Shape.Date => cell.Length == 10 && Utf8Time.TryParseDate(text, out _),
                Shape.TimeOfDay => Utf8Time.TryParseTimeOfDay(text, cell.Length, out _),
                Shape.Address => !AddressText.Ip(cell).IsEmpty,
                Shape.Status => cell.Length == 3 && IsNumber(cell),
                _ => IsNumber(cell),
            };
        }
    }

    static bool IsNumber(ReadOnlySpan<byte> cell) => !cell.IsEmpty && cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    static Shape ShapeOf(string column) => column.ToLowerInvariant() switch
    {
        "date" => Shape.Date,
        "time" => Shape.TimeOfDay,
        "s-ip" or "c-ip" => Shape.Address,
        "sc-status" => Shape.Status,
        "s-port" or "c-port" or "sc-substatus" or "sc-win32-status" or "sc-bytes" or "cs-bytes" or "time-taken" or "s-siteid" =>
            Shape.Number,
        "cs-method" or "cs-version" or "s-sitename" or "s-computername" => Shape.Word,
        _ => Shape.Text,
    };

    static int Suspicion(string column) => column.ToLowerInvariant() switch
    {
        "cs(user-agent)" => 0,
        "cs-username" => 1,
        "cs-uri-query" => 2,
        "cs(referer)" => 3,
        "cs-uri-stem" or "cs-uri" => 5,
        _ => 4,
    };
}
