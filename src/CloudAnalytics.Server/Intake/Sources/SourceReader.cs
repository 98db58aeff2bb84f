using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Pipeline.Text;
using CloudAnalytics.Server.Intake.Files;
using CloudAnalytics.Server.Intake.Rounds;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>What a turn of reading a log came to.</summary>
enum ReadEnd
{
    /// <summary>More is there.</summary>
    More,

    /// <summary>All complete records that are there were read.</summary>
    Done,

    /// <summary>The file does not hold the log any more.</summary>
    Displaced,
}

/// <summary>Reads logs from where they were left, into a lane.</summary>
/// <param name="formats">The formats there are.</param>
/// <param name="keepsRaw">Whether rows of a format keep their original line.</param>
/// <param name="proxies">The operator's proxies.</param>
sealed class SourceReader(FormatRecognizer formats, Func<string, bool> keepsRaw, AddressRanges proxies)
{
    // Less room than this is not worth a read; rows are written instead, which empties all of it.
    const int RoomMin = 64 * 1024;

    /// <summary>Reads a log for a turn.</summary>
    /// <param name="source">The log; its next state says up to where it was read.</param>
    /// <param name="lane">Where its rows go.</param>
    /// <param name="now">When its bytes arrived.</param>
    /// <param name="bytesMax">Bytes of the turn, about.</param>
    /// <param name="isFinal">Whether nothing will follow what the file holds now, so that its last line needs no line end.</param>
    /// <param name="isIdle">Whether the file has not grown for a while, so that a record of which more lines could follow is over.</param>
    /// <exception cref="IOException">The file cannot be read; the next state holds what was taken before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    internal ReadEnd Read(Source source, Lane lane, DateTimeOffset now, long bytesMax, bool isFinal, bool isIdle = false)
    {
        if (!TryOpen(source))
            return ReadEnd.Displaced;
        if (source.Reader is { Damage: not null })
            return ReadEnd.Done;
        // What is compressed does not grow.
        isFinal |= source.Reader!.IsGzip;
        var parser = source.Parser ??= MakeParser(source);
        parser.Context.Arrived = Timestamp.From(now);
        var written = source.Reader.Written ?? source.File?.Stat.Modified;
        parser.Context.Written = written is { } at ? Timestamp.From(at) : null;
        var turn = source.Current.Offset;
        var end = ReadEnd.More;
        while (end == ReadEnd.More && source.Current.Offset - turn < bytesMax)
            end = Step(source, lane, isFinal, isIdle);
        if (end == ReadEnd.Done && (isFinal || isIdle) && parser.HasOpen)
            GiveUp(source, lane);
        if (source.Next is { } next)
            source.Next = next with { Parser = parser.SaveState().ToArray(), ReadAt = now, GoneAt = null };
        return end;
    }

    // What was read of a line whose rest does not come is a row all the same.
    static void GiveUp(Source source, Lane lane)
    {
        var before = lane.Report.Total;
        lane.Report.Newest = null;
        lane.GiveUp(source.Parser!, source.Current.TextOffset);
        source.Next = source.Current with
        {
            Rows = source.Current.Rows + (lane.Report.Total - before).Rows,
            NewestMicros = Math.Max(source.Current.NewestMicros, lane.Report.Newest?.Micros ?? 0),
        };
    }

    // Opens the file at the offset, and sees to it that the bytes before it are the log's.
    static bool TryOpen(Source source)
    {
        if (source.Reader is not null)
            return true;
        if (source.File is not { } file)
            return false;
        source.Open(file.Path);
        var fingerprint = source.Current.Fingerprint;
        var tail = new byte[fingerprint.TailBytes];
        source.Reader!.MoveTo(fingerprint.Offset - tail.Length);
        if (source.Reader.Read(tail) == tail.Length && Fingerprint.Extend(Fingerprint.NoBytes, tail) == fingerprint.TailHash)
        {
            source.Tail = tail;
            return true;
        }

        source.Close();
        return false;
    }

    SourceParser MakeParser(Source source)
    {
        var state = source.Current;
        var context = new ParserContext(state.Name)
        {
            SourceId = ulong.Parse(state.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            Host = source.File?.Configuration.Host,
            Zone = source.File?.Configuration.Zone,
            Proxies = proxies,
            KeepRaw = keepsRaw(state.Format),
        };
        var format = formats.Find(state.Format) ?? throw new IOException(
            $"it was read as format {state.Format}, which this version does not have; known formats: {formats.Names}");
        var parser = new SourceParser(formats, format, state.IsJson ? LogEncoding.Json : LogEncoding.LogFile, state.IsDeclared, context);
        parser.RestoreState(state.Parser);
        return parser;
    }

    static ReadEnd Step(Source source, Lane lane, bool isFinal, bool isIdle)
    {
        var reader = source.Reader!;
        var state = source.Current;
        var wanted = MakeRoom(reader, state, lane);
        if (wanted <= 0)
            return ReadEnd.Done;
        var stretch = ReadStretch(reader, state.Encoding, lane, wanted, isFinal);
        // What was read counts only if the file holds the log behind the reading as well as before it.
        if (reader is PlainReader plain && !state.Fingerprint.Matches(plain))
        {
            source.Close();
            return ReadEnd.Displaced;
        }

        var before = lane.Report.Total;
        lane.Report.Newest = null;
        var input = new ParseInput(stretch.Piece.Block, stretch.Piece.Start, stretch.Text.Length, state.TextOffset,
            isFinal && stretch.IsEnd && reader.Damage is null, isIdle && stretch.IsEnd);
        var used = state.TookUnterminated ? SkipContinuation(state, lane, input) : 0;
        if (used >= 0)
        {
            used += lane.Parse(
                source.Parser!, input with { Start = input.Start + used, Length = input.Length - used, Offset = input.Offset + used });
        }

        used = Math.Max(used, 0);
        var taken = Math.Min(Transcoding.SourceBytes(state.Encoding, stretch.Text[..used]), stretch.Raw.Length);
        reader.Unread(stretch.Raw[taken..]);
        if (used > 0)
            Advance(source, stretch.Raw[..taken], stretch.Text[..used], lane.Report, lane.Report.Total - before, input.IsFinal);
        var isRoomy = stretch.Text.Length >= Limits.RecordBytesMax;
        lane.Trim(stretch.Piece, used);
        if (stretch.IsEnd)
            return ReadEnd.Done;
        // A record is longer than the room that was left: with all of the room it is read, or refused as too long.
        Check.That(used > 0 || !isRoomy);
        if (used == 0)
            lane.Flush();
        return ReadEnd.More;
    }

    // Bytes to read now, after writing rows away where there is too little room for them.
    static int MakeRoom(ByteReader reader, SourceState state, Lane lane)
    {
        var there = reader is PlainReader plain ? plain.Length - state.Offset : Limits.BlockBytes;
        if (there <= 0)
            return 0;
        if (RoomOf(state, lane) < Math.Min(there, RoomMin))
            lane.Flush();
        return (int)Math.Min(there, RoomOf(state, lane));
    }

    static int RoomOf(SourceState state, Lane lane) =>
        state.Encoding == TextEncoding.Utf8 ? lane.Free : (lane.Free - 3) / Transcoding.GrowthHalves * 2;

    static Stretch ReadStretch(ByteReader reader, TextEncoding encoding, Lane lane, int wanted, bool isFinal)
    {
        if (encoding == TextEncoding.Utf8)
        {
            var piece = lane.Reserve(wanted);
            var raw = piece.Span[..reader.Read(piece.Span)];
            return new Stretch(piece, raw, raw, IsEnd(reader, raw.Length, wanted));
        }

        var source = new byte[wanted];
        var length = reader.Read(source);
        var isEnd = IsEnd(reader, length, wanted);
        var room = lane.Reserve((length * Transcoding.GrowthHalves / 2) + 3);
        var text = Transcoding.ToUtf8(encoding, source.AsSpan(0, length), isFinal && isEnd, room.Span);
        return new Stretch(room, source.AsSpan(0, length), room.Span[..text], isEnd);
    }

    static bool IsEnd(ByteReader reader, int read, int wanted) =>
        read < wanted || (reader is PlainReader plain && reader.Position >= plain.Length);

    /// <returns>Bytes to pass over, or -1 when the rest of the line is not there.</returns>
    static int SkipContinuation(SourceState state, Lane lane, in ParseInput input)
    {
        var text = input.Span;
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 && !input.IsFinal && text.Length < Limits.RecordBytesMax)
            return -1;
        var rest = end < 0 ? text : text[..end];
        if (!rest.IsEmpty)
        {
            var raw = rest[..Math.Min(rest.Length, Limits.DeadLetterBytesMax)].ToArray();
            lane.Report.Refuse(new DeadLetter(
                state.Format, state.Name, state.TextOffset, "it continues a line that was taken before its end", raw));
        }

        return end < 0 ? text.Length : end + 1;
    }

    static void Advance(
        Source source, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text, PipelineReport report, LineCounts counts, bool isFinal)
    {
        var state = source.Current;
        var head = raw[..Math.Min(raw.Length, Limits.FingerprintHeadBytes - state.HeadBytes)];
        source.Tail = raw.Length >= Limits.FingerprintTailBytes
            ? raw[^Limits.FingerprintTailBytes..].ToArray()
            : [.. source.Tail.AsSpan(Math.Max(0, source.Tail.Length + raw.Length - Limits.FingerprintTailBytes)), .. raw];
        source.Next = state with
        {
            Path = source.File?.Path ?? state.Path,
            Device = source.Reader!.Opened.Device,
            Inode = source.Reader.Opened.Inode,
            IsGzip = source.Reader.IsGzip,
            HeadBytes = state.HeadBytes + head.Length,
            HeadHash = Fingerprint.Extend(state.HeadHash, head),
            TailHash = Fingerprint.Extend(Fingerprint.NoBytes, source.Tail),
            Offset = state.Offset + raw.Length,
            TextOffset = state.TextOffset + text.Length,
            TookUnterminated = isFinal && text[^1] is not ((byte)'\n' or (byte)'\r'),
            Rows = state.Rows + counts.Rows,
            DeadLetters = state.DeadLetters + counts.Malformed,
            NewestMicros = Math.Max(state.NewestMicros, report.Newest?.Micros ?? 0),
        };
    }

    /// <summary>What was read in one go.</summary>
    readonly ref struct Stretch(InputPiece piece, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text, bool isEnd)
    {
        /// <summary>The room that the text lies in, from its start.</summary>
        internal InputPiece Piece { get; } = piece;

        /// <summary>As it stands in the file.</summary>
        internal ReadOnlySpan<byte> Raw { get; } = raw;

        /// <summary>In UTF-8.</summary>
        internal ReadOnlySpan<byte> Text { get; } = text;

        /// <summary>Whether the file holds nothing behind it.</summary>
        internal bool IsEnd { get; } = isEnd;
    }
}
