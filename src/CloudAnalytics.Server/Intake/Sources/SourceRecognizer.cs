using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Pipeline.Text;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>Tells what a new file is, by its configuration or its beginning.</summary>
/// <param name="formats">The formats there are.</param>
sealed class SourceRecognizer(FormatRecognizer formats)
{
    /// <summary>The formats there are.</summary>
    internal FormatRecognizer Formats => formats;

    /// <summary>Judges a file.</summary>
    /// <param name="configuration">What was said of it.</param>
    /// <param name="head">Its first bytes, decompressed, in any encoding.</param>
    /// <param name="isWhole">Whether nothing follows.</param>
    internal Recognized Recognize(SourceConfiguration configuration, ReadOnlySpan<byte> head, bool isWhole)
    {
        var text = ToUtf8(head, isWhole);
        var what = formats.Recognize(text, isWhole);
        if (configuration.Format is not { } name || what.Verdict is Verdict.Empty or Verdict.Binary || text.IsEmpty)
            return what;
        var declared = formats.Find(name) ?? throw new ConfigurationException(
            $"{configuration.Path} is configured as format {name}, which this version does not have; allowed: {formats.Names}");
        var isJson = FormatRecognizer.BeginsJson(text.TrimStart("\uFEFF \t\r\n\0"u8));
        return new Recognized(Verdict.Known, isJson ? LogEncoding.Json : LogEncoding.LogFile, declared, null);
    }

    /// <summary>The state of a file of which nothing was read yet.</summary>
    internal static SourceState StateOf(TrackedFile file, Recognized what, ReadOnlySpan<byte> head, string id) => new()
    {
        Id = id,
        Name = file.Path,
        Path = file.Path,
        Device = file.Stat.Device,
        Inode = file.Stat.Inode,
        Format = what.Format!.Name,
        IsDeclared = file.Configuration.Format is not null,
        IsJson = what.Encoding == LogEncoding.Json,
        Encoding = Transcoding.Detect(head),
    };

    static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> head, bool isWhole)
    {
        var encoding = Transcoding.Detect(head);
        if (encoding == TextEncoding.Utf8)
            return head;
        var text = new byte[(head.Length * Transcoding.GrowthHalves / 2) + 3];
        return text.AsSpan(0, Transcoding.ToUtf8(encoding, head, isWhole, text));
    }
}
