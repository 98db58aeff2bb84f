using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>A column whose cells are not texts stored as they stand.</summary>
/// <param name="Column">Its index in the header.</param>
/// <param name="Ordinal">As <see cref="Layout.Ordinals"/> has it.</param>
/// <param name="Kind">As <see cref="Layout.Kinds"/> has it.</param>
readonly record struct OtherColumn(int Column, int Ordinal, CellKind Kind);

/// <summary>A header resolved against a format: for each column of the file, what to do with its cells and where they go.</summary>
sealed class Layout
{
    readonly ulong[] _textLow;
    readonly ulong[] _textHigh;
    W3cAlignment? _alignment;

    internal Layout(Columns columns, Schema schema, IReadOnlyList<string> header)
    {
        Header = header;
        Count = header.Count;
        Kinds = new CellKind[Count];
        Ordinals = new int[Count];
        Names = new byte[Count][];
        _textLow = new ulong[Count + 1];
        _textHigh = new ulong[Count + 1];
        var others = new OtherColumn[Count];
        var otherCount = 0;
        for (var i = 0; i < Count; i++)
        {
            var binding = columns.Find(header[i]);
            Kinds[i] = binding.Kind;
            Names[i] = System.Text.Encoding.UTF8.GetBytes(header[i]);
            Ordinals[i] = binding.Kind == CellKind.Slot ? binding.Slot : binding.Field is { } field ? schema.OrdinalOf(field) : -1;
            Check.That(binding.Field is null || Ordinals[i] >= 0);
            var low = 0UL;
            var high = 0UL;
            if (binding.Kind == CellKind.Text)
            {
                low = Ordinals[i] < 64 ? 1UL << Ordinals[i] : 0;
                high = Ordinals[i] >= 64 ? 1UL << (Ordinals[i] - 64) : 0;
            }
            else
            {
                others[otherCount++] = new OtherColumn(i, Ordinals[i], Kinds[i]);
            }

            _textLow[i + 1] = _textLow[i] | low;
            _textHigh[i + 1] = _textHigh[i] | high;
        }

        Others = new OtherColumn[otherCount];
        Array.Copy(others, Others, otherCount);
    }

    /// <summary>The column names as the file has them.</summary>
    internal IReadOnlyList<string> Header { get; }

    /// <summary>Number of columns.</summary>
    internal int Count { get; }

    /// <summary>What to do with each column.</summary>
    internal CellKind[] Kinds { get; }

    /// <summary>The columns that are not texts stored as they stand, ascending.</summary>
    internal OtherColumn[] Others { get; }

    /// <summary>Each column's ordinal in the schema; for a slot its index; -1 when it has neither.</summary>
    internal int[] Ordinals { get; }

    /// <summary>Each column's name in UTF-8.</summary>
    internal byte[][] Names { get; }

    /// <summary>How cells that blanks have moved are found again.</summary>
    internal W3cAlignment Alignment => _alignment ??= new W3cAlignment(Header);

    /// <summary>Bits of the text columns among the first so many, ordinals 0 to 63.</summary>
    internal ulong TextLow(int cells) => _textLow[cells];

    /// <summary>Bits of the text columns among the first so many, ordinals 64 to 127.</summary>
    internal ulong TextHigh(int cells) => _textHigh[cells];
}
