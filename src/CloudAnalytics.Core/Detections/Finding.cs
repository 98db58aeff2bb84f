using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Detections;

/// <summary>What a detection has found of a key in an hour.</summary>
/// <param name="Detection">The detection, with the threshold in force.</param>
/// <param name="Key">What it is about, in lower case.</param>
/// <param name="Hour">The hour, which with detection and key identifies it.</param>
/// <param name="Time">Time of the first row of the hour with which the rule was fulfilled.</param>
/// <param name="Value">The number then.</param>
/// <param name="HeldBack">How often the rule was fulfilled again in the hour of the key's finding before this one.</param>
/// <param name="RowIds">Ids of some rows.</param>
/// <param name="Details">What they say, each once.</param>
public sealed record Finding(
    Detection Detection, string Key, Timestamp Hour, Timestamp Time, double Value, long HeldBack, ImmutableArray<string> RowIds,
    ImmutableArray<string> Details)
{
    /// <summary>Identity: a hash of detection, key and hour, so that the same finding is never there twice.</summary>
    public RecordId Id
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Detection.Name}\0{Key}\0{Hour.Micros}");
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
            return new RecordId(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)));
        }
    }

    /// <summary>Findings as rows of <see cref="FindingSchema"/>.</summary>
    public static RecordBatch Batch(IReadOnlyCollection<Finding> findings, DateTimeOffset now)
    {
        var batch = new RecordBatch(FindingSchema.Schema, findings.Count);
        foreach (var finding in findings)
            finding.Write(batch, now);
        return batch;
    }

    void Write(RecordBatch batch, DateTimeOffset now)
    {
        var row = batch.NewRow();
        row.Set(CommonFields.Time, Time);
        row.Set(CommonFields.Arrived, Timestamp.From(now));
        row.Set(CommonFields.Id, Utf8(Id.ToString()));
        row.Set(FindingSchema.Detection, Utf8(Detection.Name));
        row.Set(FindingSchema.Title, Utf8(Detection.Title));
        row.Set(CommonFields.Severity, Utf8(Lower(Detection.Severity)));
        row.Set(FindingSchema.Key, Utf8(Key));
        row.Set(FindingSchema.KeyKind, Utf8(Lower(Detection.Key)));
        row.Set(CommonFields.Outcome, "failure"u8);
        if (KeyField is { } field)
            row.Set(field, Utf8(Key));
        row.Set(FindingSchema.Value, Value);
        row.Set(FindingSchema.Threshold, Detection.Rule.Threshold);
        row.Set(FindingSchema.WindowSeconds, (long)Detection.Rule.Window.TotalSeconds);
        row.Set(FindingSchema.HeldBack, HeldBack);
        foreach (var id in RowIds)
            row.Add(FindingSchema.RowIds, Utf8(id));
        var details = string.Join("; ", Details);
        if (details.Length > Limits.DetectionDetailsMax)
            details = details[..Limits.DetectionDetailsMax];
        if (details.Length > 0)
            row.Set(FindingSchema.Details, Utf8(details));
        row.Commit();
    }

    // So that a search for an address, an account or a host finds what was found of it.
    Field<Utf8Text>? KeyField => Detection.Key switch
    {
        DetectionKey.Address => CommonFields.ClientIp,
        DetectionKey.Account => CommonFields.UserName,
        DetectionKey.Host => CommonFields.Host,
        DetectionKey.Sender => CommonFields.Sender,
        _ => null,
    };

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
