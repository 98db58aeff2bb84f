using System.Buffers;
using System.Buffers.Binary;
using CloudAnalytics.Core;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// What is remembered of the conversations that are in the middle of something, such as a login: flags and two short texts each. Beyond
/// <see cref="Limits.OpenSessionsMax"/> the one that was begun first is forgotten.
/// </summary>
sealed class SessionMemory : FormatState
{
    const int TextsPerSession = 2;
    const int FirstCapacity = 16;

    // Grown as needed: most logs have a handful of sessions open, and many logs are read at a time.
    ulong[] _keys = new ulong[FirstCapacity];
    ulong[] _ages = new ulong[FirstCapacity];
    byte[] _flags = new byte[FirstCapacity];
    byte[] _lengths = new byte[FirstCapacity * TextsPerSession];
    byte[] _texts = new byte[FirstCapacity * TextsPerSession * Limits.SessionTextBytesMax];
    ulong _begun;

    /// <summary>Sessions that are remembered.</summary>
    internal int Count { get; private set; }

    /// <summary>The session's place, or -1. A place is good until the next <see cref="Begin"/> or <see cref="End"/>.</summary>
    internal int Find(ulong key) => _keys.AsSpan(0, Count).IndexOf(key);

    /// <summary>Remembers a session anew, without flags and texts.</summary>
    internal int Begin(ulong key)
    {
        var place = Find(key);
        if (place < 0)
        {
            if (Count == Limits.OpenSessionsMax)
                EndAt(_ages.AsSpan().IndexOf(_ages.Min()));
            place = Add();
        }

        _keys[place] = key;
        _ages[place] = _begun++;
        _flags[place] = 0;
        _lengths.AsSpan(place * TextsPerSession, TextsPerSession).Clear();
        return place;
    }

    /// <summary>Forgets a session.</summary>
    internal void End(ulong key)
    {
        var place = Find(key);
        if (place >= 0)
            EndAt(place);
    }

    /// <summary>The flags of the session at a place; their meaning is the format's.</summary>
    internal ref byte FlagsAt(int place) => ref _flags[place];

    /// <summary>One of the session's texts.</summary>
    /// <param name="place">The session's place.</param>
    /// <param name="text">0 or 1.</param>
    internal ReadOnlySpan<byte> TextAt(int place, int text)
    {
        var slot = (place * TextsPerSession) + text;
        return _texts.AsSpan(slot * Limits.SessionTextBytesMax, _lengths[slot]);
    }

    /// <summary>Remembers one of the session's texts, cut where it is too long.</summary>
    internal void SetTextAt(int place, int text, ReadOnlySpan<byte> value)
    {
        var slot = (place * TextsPerSession) + text;
        var length = Math.Min(value.Length, Limits.SessionTextBytesMax);

        // Not in the middle of a character.
        while (length < value.Length && length > 0 && (value[length] & 0xC0) == 0x80)
            length--;
        value[..length].CopyTo(_texts.AsSpan(slot * Limits.SessionTextBytesMax));
        _lengths[slot] = (byte)length;
    }

    internal override void Save(IBufferWriter<byte> state)
    {
        Span<byte> head = stackalloc byte[17];
        for (var place = 0; place < Count; place++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(head, _keys[place]);
            BinaryPrimitives.WriteUInt64LittleEndian(head[8..], _ages[place]);
            head[16] = _flags[place];
            state.Write(head);
            for (var text = 0; text < TextsPerSession; text++)
            {
                var value = TextAt(place, text);
                state.Write([(byte)value.Length]);
                state.Write(value);
            }
        }
    }

    internal override void Restore(ReadOnlySpan<byte> state)
    {
        Count = 0;
        _begun = 0;
        while (!state.IsEmpty)
        {
            var place = Add();
            _keys[place] = BinaryPrimitives.ReadUInt64LittleEndian(state);
            _ages[place] = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
            _flags[place] = state[16];
            _begun = Math.Max(_begun, _ages[place] + 1);
            state = state[17..];
            for (var text = 0; text < TextsPerSession; text++)
            {
                SetTextAt(place, text, state.Slice(1, state[0]));
                state = state[(1 + state[0])..];
            }
        }
    }

    int Add()
    {
        if (Count == _keys.Length)
        {
            var capacity = Math.Min(Count * 2, Limits.OpenSessionsMax);
            Array.Resize(ref _keys, capacity);
            Array.Resize(ref _ages, capacity);
            Array.Resize(ref _flags, capacity);
            Array.Resize(ref _lengths, capacity * TextsPerSession);
            Array.Resize(ref _texts, capacity * TextsPerSession * Limits.SessionTextBytesMax);
        }

        return Count++;
    }

    void EndAt(int place)
    {
        var last = --Count;
        _keys[place] = _keys[last];
        _ages[place] = _ages[last];
        _flags[place] = _flags[last];
        for (var text = 0; text < TextsPerSession; text++)
            SetTextAt(place, text, TextAt(last, text));
    }
}
