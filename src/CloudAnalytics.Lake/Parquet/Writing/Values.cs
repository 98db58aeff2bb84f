using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>The values of a column in a page, without its nulls, as they will stand in it.</summary>
abstract class Values
{
    /// <summary>Parquet's number of the physical type.</summary>
    internal abstract int PhysicalType { get; }

    /// <summary>Bytes held.</summary>
    internal abstract int Bytes { get; }

    /// <summary>The distinct values, where they stand before the page; empty where each value stands in it.</summary>
    internal virtual ReadOnlySpan<byte> Dictionary => default;

    /// <summary>How many values the dictionary has.</summary>
    internal virtual int DictionaryCount => 0;

    /// <summary>Smallest and largest value of the row group, plain; empty where they are not known.</summary>
    internal virtual (byte[] Smallest, byte[] Largest) Range => ([], []);

    /// <summary>Writes the values.</summary>
    internal abstract void Write(ByteSink page);

    /// <summary>Forgets the values that stand in the page itself; what is known of the row group stays, a dictionary too.</summary>
    internal abstract void ClearPage();

    /// <summary>Forgets all of the row group.</summary>
    internal virtual void Clear() => ClearPage();
}

/// <summary>Integers and instants.</summary>
sealed class Int64Values : Values
{
    readonly ByteSink _plain = new();
    long _smallest = long.MaxValue;
    long _largest = long.MinValue;

    internal override int PhysicalType => 2;

    internal override int Bytes => _plain.Length;

    internal override (byte[] Smallest, byte[] Largest) Range =>
        _smallest > _largest ? ([], []) : (BitConverter.GetBytes(_smallest), BitConverter.GetBytes(_largest));

    internal void Add(ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            _smallest = Math.Min(_smallest, value);
            _largest = Math.Max(_largest, value);
        }

        _plain.Add(MemoryMarshal.AsBytes(values));
    }

    internal override void Write(ByteSink page) => page.Add(_plain.Written);

    internal override void ClearPage() => _plain.Clear();

    internal override void Clear()
    {
        ClearPage();
        (_smallest, _largest) = (long.MaxValue, long.MinValue);
    }
}

/// <summary>Fractions.</summary>
sealed class Float64Values : Values
{
    readonly ByteSink _plain = new();

    internal override int PhysicalType => 5;

    internal override int Bytes => _plain.Length;

    internal void Add(ReadOnlySpan<double> values) => _plain.Add(MemoryMarshal.AsBytes(values));

    internal override void Write(ByteSink page) => page.Add(_plain.Written);

    internal override void ClearPage() => _plain.Clear();
}

/// <summary>Truth values.</summary>
sealed class BooleanValues : Values
{
    readonly BitLevels _bits = new();

    internal override int PhysicalType => 0;

    internal override int Bytes => _bits.Count / 8;

    internal void Add(bool value) => _bits.Add(value ? 1UL : 0, 1);

    internal override void Write(ByteSink page) => _bits.WritePlain(page);

    internal override void ClearPage() => _bits.Clear();
}

/// <summary>
/// Texts. As long as few of them differ, they stand in a dictionary and the page has their numbers; a column in which many differ is not
/// tried again in the same file.
/// </summary>
sealed unsafe class TextValues : Values
{
    const int TableBits = 10;

    readonly ByteSink _plain = new();
    readonly ByteSink _dictionary = new();
    readonly ByteSink _numbers = new();
    readonly byte[] _table = new byte[1 << TableBits];
    readonly int[] _starts = new int[Limits.SegmentDictionaryEntries + 1];
    int _entries;
    Utf8View _last;
    byte _lastNumber;
    bool _hasLast;
    bool _isPlain;
    bool _isTried;

    internal override int PhysicalType => 6;

    internal override int Bytes => _plain.Length + _dictionary.Length + _numbers.Length;

    internal override ReadOnlySpan<byte> Dictionary => _dictionary.Written;

    internal override int DictionaryCount => _entries;

    internal override (byte[] Smallest, byte[] Largest) Range
    {
        get
        {
            if (_entries == 0)
                return ([], []);
            var smallest = Entry(0);
            var largest = smallest;
            for (var i = 1; i < _entries; i++)
            {
                var entry = Entry(i);
                if (entry.SequenceCompareTo(smallest) < 0)
                    smallest = entry;
                if (entry.SequenceCompareTo(largest) > 0)
                    largest = entry;
            }

            return (smallest.ToArray(), largest.ToArray());
        }
    }

    /// <summary>Begins with texts in other memory: the same place no longer means the same text.</summary>
    internal void BeginMemory() => _hasLast = false;

    /// <summary>Adds a text.</summary>
    /// <param name="view">The text; 16 bytes behind it are readable.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(Utf8View* view)
    {
        if (_isPlain)
            AddPlain(view);
        else
            AddNumber(view);
    }

    internal override void Write(ByteSink page)
    {
        if (_isPlain)
        {
            page.Add(_plain.Written);
            return;
        }

        var width = Math.Max(1, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Max(0, _entries - 1)));
        page.Add((byte)width);
        Hybrid.Write(page, _numbers.Written, width);
    }

    internal override void ClearPage() => _plain.Clear();

    internal override void Clear()
    {
        ClearPage();
        ClearDictionary();
        _isPlain = _isTried;
    }

    void ClearDictionary()
    {
        _dictionary.Clear();
        _numbers.Clear();
        Array.Clear(_table);
        _entries = 0;
        _hasLast = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void AddPlain(Utf8View* view)
    {
        const int slack = 16;
        var text = Utf8View.Read(view);
        ref var target = ref _plain.Room(sizeof(int) + text.Length + slack);
        Unsafe.WriteUnaligned(ref target, text.Length);
        target = ref Unsafe.Add(ref target, sizeof(int));
        if (text.Length <= slack)
        {
            // Whatever stands behind a short text is copied too, and written over by the next one.
            if (view->Length <= Utf8View.InlineBytesMax)
                Unsafe.CopyBlockUnaligned(ref target, ref *((byte*)view + 4), Utf8View.InlineBytesMax);
            else
                Unsafe.CopyBlockUnaligned(ref target, ref MemoryMarshal.GetReference(text), slack);
        }
        else
        {
            Unsafe.CopyBlockUnaligned(ref target, ref MemoryMarshal.GetReference(text), (uint)text.Length);
        }

        _plain.Advance(sizeof(int) + text.Length);
    }

    void AddNumber(Utf8View* view)
    {
        // The same bytes in the view are the same text: in the view itself, or at the same place.
        if (_hasLast && Unsafe.BitCast<Utf8View, UInt128>(*view) == Unsafe.BitCast<Utf8View, UInt128>(_last))
        {
            _numbers.Add(_lastNumber);
            return;
        }

        if (Find(Utf8View.Read(view)) is var number and >= 0)
        {
            _last = *view;
            _hasLast = true;
            _numbers.Add(_lastNumber = (byte)number);
            return;
        }

        TurnPlain();
        AddPlain(view);
    }

    // The text's number, a new one where it has none; -1 when there are too many.
    int Find(ReadOnlySpan<byte> text)
    {
        for (var slot = Hash(text);; slot = (slot + 1) & (_table.Length - 1))
        {
            if (_table[slot] == 0)
            {
                if (_entries == Limits.SegmentDictionaryEntries)
                    return -1;
                _table[slot] = (byte)(_entries + 1);
                _dictionary.AddInt32(text.Length);
                _dictionary.Add(text);
                _starts[_entries + 1] = _dictionary.Length;
                return _entries++;
            }

            if (Entry(_table[slot] - 1).SequenceEqual(text))
                return _table[slot] - 1;
        }
    }

    static int Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * 0x9E3779B97F4A7C15;
            text = text[sizeof(ulong)..];
        }

        foreach (var letter in text)
            hash = (hash ^ letter) * 0x100000001B3;
        return (int)((hash * 0x9E3779B97F4A7C15) >> (64 - TableBits));
    }

    ReadOnlySpan<byte> Entry(int number) => _dictionary.Written[(_starts[number] + sizeof(int)).._starts[number + 1]];

    void TurnPlain()
    {
        foreach (var number in _numbers.Written)
            _plain.Add(_dictionary.Written[_starts[number].._starts[number + 1]]);
        ClearDictionary();
        _isPlain = _isTried = true;
    }
}
