using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>
/// A column of the file: what rows have of it in the row group that is being filled. Pages that are full are packed at once, so that of a
/// column with long values little more is held than what will be written.
/// </summary>
/// <param name="path">Its names, from the schema's field down.</param>
/// <param name="values">Its values.</param>
abstract class Leaf(string[] path, Values values)
{
    internal string[] Path => path;

    internal Values Values => values;

    /// <summary>The pages that are finished.</summary>
    internal FinishedPages Finished { get; } = new();

    /// <summary>Entries of the page that is being filled, nulls included.</summary>
    internal abstract int Count { get; }

    /// <summary>Nulls of the page that is being filled.</summary>
    internal abstract int NullCount { get; }

    /// <summary>Whether the page is full. One with a dictionary never is: its numbers are small, and the dictionary is for all.</summary>
    internal bool IsFull => values.DictionaryCount == 0 && values.Bytes >= Limits.ParquetPageBytes;

    /// <summary>Writes which entries are there, and in lists which begin a row.</summary>
    internal abstract void WriteLevels(ByteSink page);

    /// <summary>Begins a page after one that is finished.</summary>
    internal void BeginPage()
    {
        Finished.Count += Count;
        Finished.NullCount += NullCount;
        values.ClearPage();
        ClearLevels();
    }

    /// <summary>Begins a row group.</summary>
    internal void Clear()
    {
        Finished.Clear();
        values.Clear();
        ClearLevels();
    }

    private protected abstract void ClearLevels();

    // Levels stand behind their length.
    private protected static void Framed<T>(ByteSink page, T state, Action<ByteSink, T> write)
    {
        var at = page.Length;
        page.AddInt32(0);
        write(page, state);
        page.SetInt32(at, page.Length - at - sizeof(int));
    }
}

/// <summary>A column with one value or none for each row.</summary>
sealed class FlatLeaf(string name, Values values) : Leaf([name], values)
{
    /// <summary>Which rows have a value.</summary>
    internal BitLevels Present { get; } = new();

    internal override int Count => Present.Count;

    internal override int NullCount => Present.Count - Present.SetCount;

    internal override void WriteLevels(ByteSink page) => Framed(page, Present, static (output, present) => present.Write(output));

    /// <summary>Adds rows without a value.</summary>
    internal void AddNulls(int count)
    {
        for (; count > 0; count -= 64)
            Present.Add(0, Math.Min(count, 64));
    }

    private protected override void ClearLevels() => Present.Clear();
}

/// <summary>A column with any number of values for each row: the items of a list, the keys or the values of a map.</summary>
/// <param name="path">Its names.</param>
/// <param name="values">Its values.</param>
/// <param name="depth">The level of a value that is there.</param>
sealed class ListLeaf(string[] path, TextValues values, byte depth) : Leaf(path, values)
{
    readonly ByteSink _repeated = new();
    readonly ByteSink _defined = new();
    int _nulls;

    internal override int Count => _defined.Length;

    internal override int NullCount => _nulls;

    internal override void WriteLevels(ByteSink page)
    {
        Framed(page, _repeated, static (output, levels) => Hybrid.Write(output, levels.Written, 1));
        Framed(page, _defined, static (output, levels) => Hybrid.Write(output, levels.Written, 2));
    }

    /// <summary>Begins with items in other memory.</summary>
    internal void BeginMemory() => values.BeginMemory();

    /// <summary>Adds a row.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="count">How many; none is null.</param>
    internal unsafe void Add(Utf8View* items, int count)
    {
        if (count == 0)
        {
            _repeated.Add(0);
            _defined.Add(0);
            _nulls++;
            return;
        }

        for (var i = 0; i < count; i++)
        {
            _repeated.Add(i == 0 ? (byte)0 : (byte)1);
            _defined.Add(depth);
            values.Add(items + i);
        }
    }

    private protected override void ClearLevels()
    {
        _repeated.Clear();
        _defined.Clear();
        _nulls = 0;
    }
}
