namespace CloudAnalytics.Core.Records;

/// <summary>A record that could not be read as its format, kept with what an administrator needs to judge it.</summary>
/// <param name="Format">Name of the format it was read as.</param>
/// <param name="SourceFile">The file or stream it came from.</param>
/// <param name="Offset">Byte offset of its first byte in that file (uncompressed) or delivery.</param>
/// <param name="Reason">Why it was refused: a constant sentence, lower case, no full stop.</param>
/// <param name="Raw">The bytes, at most <see cref="Limits.DeadLetterBytesMax"/> of them.</param>
public sealed record DeadLetter(string Format, string SourceFile, long Offset, string Reason, ReadOnlyMemory<byte> Raw);
