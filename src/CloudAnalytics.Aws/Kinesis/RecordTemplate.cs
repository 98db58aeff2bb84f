namespace CloudAnalytics.Aws.Kinesis;

/// <summary>
/// What the records of an event have in common: the text between the values that differ. The service writes all of them alike, so that a
/// record is read by comparing that text and finding the ends of its values; one that is different is read as any JSON is.
/// </summary>
sealed class RecordTemplate
{
    byte[][] _between = [];
    bool[] _isText = [];
    byte[] _end = [];

    /// <summary>Takes the template from a record that was read otherwise.</summary>
    /// <param name="json">The event.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="end">Behind it.</param>
    /// <param name="values">Its differing values, in their order; texts without their quotes.</param>
    internal void Learn(ReadOnlySpan<byte> json, int start, int end, ReadOnlySpan<Value> values)
    {
        _between = new byte[values.Length][];
        _isText = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            _between[i] = json[start..values[i].Start].ToArray();
            _isText[i] = values[i].IsText;
            start = values[i].Start + values[i].Length;
        }

        _end = json[start..end].ToArray();
    }

    /// <summary>Reads the values of a record of this form.</summary>
    /// <param name="json">The event.</param>
    /// <param name="at">Where the record begins.</param>
    /// <param name="values">Gets the places of the values, in the order in which they were learnt.</param>
    /// <returns>Behind the record, or 0 when it has another form.</returns>
    internal int Read(ReadOnlySpan<byte> json, int at, Span<Value> values)
    {
        if (_between.Length == 0)
            return 0;
        for (var i = 0; i < _between.Length; i++)
        {
            if (!json[at..].StartsWith(_between[i]))
                return 0;
            at += _between[i].Length;
            var length = _isText[i] ? json[at..].IndexOfAny((byte)'"', (byte)'\\') : json[at..].IndexOfAny((byte)',', (byte)'}');
            // An escape makes the value longer than its text: such a one is read otherwise.
            if (length < 0 || json[at + length] == '\\')
                return 0;
            values[i] = new Value(at, length, _isText[i]);
            at += length;
        }

        return json[at..].StartsWith(_end) ? at + _end.Length : 0;
    }

    /// <summary>A value's place in the event.</summary>
    /// <param name="Start">Its first byte.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="IsText">Whether it is a text, in quotes that are not counted.</param>
    internal readonly record struct Value(int Start, int Length, bool IsText);
}
