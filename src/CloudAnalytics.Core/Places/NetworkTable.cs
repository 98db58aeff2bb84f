using System.Numerics;

namespace CloudAnalytics.Core.Places;

/// <summary>
/// A number for each of many networks, found by an address: of networks that lie within each other the innermost counts. Held as stretches
/// of addresses that do not overlap, 8 bytes each for IPv4 and 20 for IPv6.
/// </summary>
/// <typeparam name="T">An address as a number.</typeparam>
sealed class NetworkTable<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>, IUnsignedNumber<T>
{
    /// <summary>No network has the address.</summary>
    internal const int None = -1;

    readonly T[] _starts;
    readonly int[] _values;

    NetworkTable(T[] starts, int[] values) => (_starts, _values) = (starts, values);

    /// <summary>The number of the innermost network that has an address, or <see cref="None"/>.</summary>
    internal int Find(T address)
    {
        var index = _starts.AsSpan().BinarySearch(address);
        if (index < 0)
            index = ~index - 1;
        return index < 0 ? None : _values[index];
    }

    /// <summary>Collects networks.</summary>
    internal sealed class Builder
    {
        readonly List<Entry> _networks = [];
        bool _isSorted = true;

        /// <summary>How many there are.</summary>
        internal int Count => _networks.Count;

        /// <summary>Adds a network.</summary>
        /// <param name="start">Its first address.</param>
        /// <param name="prefix">How many of its bits all addresses of it share.</param>
        /// <param name="value">Its number, 0 or more.</param>
        internal void Add(T start, int prefix, int value)
        {
            var entry = new Entry(start, (byte)prefix, value);
            _isSorted &= _networks.Count == 0 || _networks[^1].CompareTo(entry) < 0;
            _networks.Add(entry);
        }

        /// <summary>Makes the table; null when a network is there twice.</summary>
        /// <param name="twice">That network.</param>
        internal NetworkTable<T>? Build(out (T Start, int Prefix) twice)
        {
            if (!_isSorted)
                _networks.Sort();
            var stretches = new Stretches(_networks.Count + 1);
            for (var i = 0; i < _networks.Count; i++)
            {
                var network = _networks[i];
                twice = (network.Start, network.Prefix);
                if (i > 0 && _networks[i - 1].CompareTo(network) == 0)
                    return null;
                stretches.Open(network.Start, network.Last, network.Value);
            }

            twice = default;
            return stretches.ToTable();
        }
    }

    /// <summary>Networks in the order of their starts, the outer one first, as stretches.</summary>
    sealed class Stretches(int capacity)
    {
        readonly List<T> _starts = new(capacity);
        readonly List<int> _values = new(capacity);
        readonly Stack<(T Last, int Value)> _open = [];

        internal void Open(T start, T last, int value)
        {
            while (_open.TryPeek(out var inner) && inner.Last < start)
                Close();
            Begin(start, value);
            _open.Push((last, value));
        }

        internal NetworkTable<T> ToTable()
        {
            while (_open.Count > 0)
                Close();
            return new NetworkTable<T>([.. _starts], [.. _values]);
        }

        // Behind a network goes on the one around it.
        void Close()
        {
            var (last, _) = _open.Pop();
            if (last < T.MaxValue)
                Begin(last + T.One, _open.TryPeek(out var outer) ? outer.Value : None);
        }

        void Begin(T start, int value)
        {
            if (_starts.Count > 0 && _starts[^1] == start)
            {
                _starts.RemoveAt(_starts.Count - 1);
                _values.RemoveAt(_values.Count - 1);
            }

            // Neighbours of the same number, of which such tables are full, are one stretch.
            if (_values.Count > 0 && _values[^1] == value)
                return;
            _starts.Add(start);
            _values.Add(value);
        }
    }

    readonly record struct Entry(T Start, byte Prefix, int Value) : IComparable<Entry>
    {
        static readonly int s_bits = int.CreateChecked(T.PopCount(T.MaxValue));

        internal T Last => Start | (Prefix == 0 ? T.MaxValue : (T.One << (s_bits - Prefix)) - T.One);

        public int CompareTo(Entry other)
        {
            var starts = Start.CompareTo(other.Start);
            return starts != 0 ? starts : Prefix.CompareTo(other.Prefix);
        }
    }
}
