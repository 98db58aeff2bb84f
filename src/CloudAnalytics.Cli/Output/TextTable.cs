using Spectre.Console;

namespace CloudAnalytics.Cli.Output;

/// <summary>
/// A table for people. On a terminal it fits the width; elsewhere every line is as long as it must be, so that other programs can read it.
/// </summary>
sealed class TextTable
{
    const int WidthElsewhere = 32_000;

    readonly Table _table = new Table().Border(TableBorder.Simple);

    /// <summary>Adds a column.</summary>
    internal TextTable Column(string title, bool isNumber = false)
    {
        var column = new TableColumn(new Text(TerminalText.Clean(title)));
        if (isNumber)
            column.RightAligned();
        if (Console.IsOutputRedirected)
            column.NoWrap();
        _table.AddColumn(column);
        return this;
    }

    /// <summary>Adds a row, one text per column.</summary>
    internal void Row(params IEnumerable<string> cells) => _table.AddRow(cells.Select(cell => new Text(TerminalText.Clean(cell))));

    /// <summary>Writes the table.</summary>
    internal void Write() => Write(Console.Out, Console.IsOutputRedirected);

    /// <summary>Writes the table elsewhere than on the terminal.</summary>
    internal void Write(TextWriter writer) => Write(writer, isElsewhere: true);

    void Write(TextWriter writer, bool isElsewhere)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (isElsewhere)
            console.Profile.Width = WidthElsewhere;
        console.Write(_table);
    }
}
