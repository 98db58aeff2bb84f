using System.Numerics;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>Takes the values of a field from batches.</summary>
/// <param name="of">The field.</param>
/// <param name="leaves">The columns that it has in the file.</param>
abstract unsafe class ColumnWriter(Field of, params Leaf[] leaves)
{
    internal Field Field => of;

    internal Leaf[] Leaves => leaves;

    /// <summary>Adds rows [<paramref name="first"/>, first + count) of a batch's column.</summary>
    internal abstract void Add(Column column, int first, int count);

    /// <summary>Adds rows of which none has a value.</summary>
    internal abstract void AddNulls(int count);

    internal static ColumnWriter Of(Field field) => field.Type switch
    {
        FieldType.Keyword or FieldType.Text or FieldType.Ip => new Text(field, new TextValues()),
        FieldType.Timestamp or FieldType.Int64 => new Int64(field, new Int64Values()),
        FieldType.Float64 => new Float64(field, new Float64Values()),
        FieldType.Boolean => new Boolean(field, new BooleanValues()),
        FieldType.KeywordList => new List(field),
        FieldType.Map => new Map(field),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Bits [first, first + count) of a batch's validity, at most 64.
    private protected static ulong Bits(ulong* words, int first, int count)
    {
        var shift = first & 63;
        var bits = words[first >> 6] >> shift;
        if (shift + count > 64)
            bits |= words[(first >> 6) + 1] << (64 - shift);
        return count == 64 ? bits : bits & ((1UL << count) - 1);
    }

    abstract class Flat(Field field, Values values) : ColumnWriter(field, new FlatLeaf(field.Name, values))
    {
        private protected FlatLeaf Leaf => (FlatLeaf)Leaves[0];

        internal override void AddNulls(int count) => Leaf.AddNulls(count);
    }

    sealed class Text(Field field, TextValues values) : Flat(field, values)
    {
        readonly TextRepair _repair = new();

        internal override void Add(Column column, int first, int count)
        {
            var text = (TextColumn)column;
            if (!text.HasValues)
            {
                AddNulls(count);
                return;
            }

            values.BeginMemory();
            var views = _repair.Run(text.Views + first, count);
            for (; count > 0; views += 64, count -= 64)
            {
                ulong present = 0;
                var some = Math.Min(count, 64);
                for (var i = 0; i < some; i++)
                {
                    if (views[i].IsEmpty)
                        continue;
                    present |= 1UL << i;
                    values.Add(views + i);
                }

                Leaf.Present.Add(present, some);
            }
        }
    }

    abstract class Valued(Field field, Values values) : Flat(field, values)
    {
        internal override void Add(Column column, int first, int count)
        {
            var validity = ((ValueColumn)column).Validity;
            for (; count > 0; first += 64, count -= 64)
            {
                var some = Math.Min(count, 64);
                var present = Bits(validity, first, some);
                Leaf.Present.Add(present, some);
                for (var at = first; present != 0;)
                {
                    // Values stand in runs: those that are there, then those that are not.
                    var skipped = BitOperations.TrailingZeroCount(present);
                    var run = BitOperations.TrailingZeroCount(~(present >> skipped));
                    AddRun(column, at + skipped, run);
                    at += skipped + run;
                    present = skipped + run == 64 ? 0 : present >> (skipped + run);
                }
            }
        }

        private protected abstract void AddRun(Column column, int first, int count);
    }

    sealed class Int64(Field field, Int64Values values) : Valued(field, values)
    {
        private protected override void AddRun(Column column, int first, int count) =>
            values.Add(new ReadOnlySpan<long>(((Int64Column)column).Values + first, count));
    }

    sealed class Float64(Field field, Float64Values values) : Valued(field, values)
    {
        private protected override void AddRun(Column column, int first, int count) =>
            values.Add(new ReadOnlySpan<double>(((Float64Column)column).Values + first, count));
    }

    sealed class Boolean(Field field, BooleanValues values) : Valued(field, values)
    {
        private protected override void AddRun(Column column, int first, int count)
        {
            for (var i = first; i < first + count; i++)
                values.Add(((BooleanColumn)column).Values[i] != 0);
        }
    }

    sealed class List(Field field)
        : ColumnWriter(field, new ListLeaf([field.Name, "list", "element"], new TextValues(), 3))
    {
        readonly TextRepair _repair = new();

        internal override void Add(Column column, int first, int count)
        {
            var list = (ListColumn)column;
            Items((ListLeaf)Leaves[0], _repair, list.Entries + first, list.Items, count);
        }

        internal override void AddNulls(int count) => Nulls((ListLeaf)Leaves[0], count);
    }

    sealed class Map(Field field)
        : ColumnWriter(field, new ListLeaf([field.Name, "key_value", "key"], new TextValues(), 2),
            new ListLeaf([field.Name, "key_value", "value"], new TextValues(), 3))
    {
        readonly TextRepair _keys = new();
        readonly TextRepair _values = new();

        internal override void Add(Column column, int first, int count)
        {
            var map = (MapColumn)column;
            Items((ListLeaf)Leaves[0], _keys, map.Entries + first, map.Keys, count);
            Items((ListLeaf)Leaves[1], _values, map.Entries + first, map.Values, count);
        }

        internal override void AddNulls(int count)
        {
            Nulls((ListLeaf)Leaves[0], count);
            Nulls((ListLeaf)Leaves[1], count);
        }
    }

    static void Items(ListLeaf leaf, TextRepair repair, ListEntry* entries, Utf8View* items, int count)
    {
        var start = (int)entries[0].Offset;
        var end = (int)(entries[count - 1].Offset + entries[count - 1].Length);
        leaf.BeginMemory();
        var repaired = repair.Run(items + start, end - start);
        for (var i = 0; i < count; i++)
            leaf.Add(repaired + ((int)entries[i].Offset - start), (int)entries[i].Length);
    }

    static void Nulls(ListLeaf leaf, int count)
    {
        for (; count > 0; count--)
            leaf.Add(null, 0);
    }
}
