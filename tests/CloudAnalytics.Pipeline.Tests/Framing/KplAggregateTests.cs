using System.Text;
using System.Text.Json;
using CloudAnalytics.Pipeline.Framing;
using static CloudAnalytics.Pipeline.Tests.Framing.KplWriter;

namespace CloudAnalytics.Pipeline.Tests.Framing;

public sealed class KplAggregateTests
{
    /// <summary>A record and what it holds: null for an ordinary record; a part without a key in brackets.</summary>
    static readonly Dictionary<string, (byte[] Record, string[]? Parts)> s_cases = new()
    {
        ["two records"] = (Aggregate("a", "b"), ["a", "b"]),
        ["empty record"] = (Aggregate(""), [""]),
        ["no records"] = (Seal([.. Field(1, "key"u8)]), []),
        ["hash key index without a table"] =
            (Seal([.. Field(1, "k"u8), .. Field(3, [.. Number(1, 0), .. Number(2, 0), .. Field(3, "a"u8)])]), ["a"]),
        ["hash key table"] = (Seal([.. Field(1, "k"u8), .. Field(2, "1"u8), .. Field(3, Record(0, "a"u8))]), ["a"]),
        ["key index out of range"] =
            (Seal([.. Field(1, "k"u8), .. Field(3, Record(1, "a"u8)), .. Field(3, Record(0, "b"u8))]), ["[a]", "b"]),
        ["table behind the records"] = (Seal([.. Field(3, Record(0, "a"u8)), .. Field(1, "k"u8)]), ["a"]),
        ["tags"] = (Seal([.. Field(1, "k"u8), .. Field(3, [.. Record(0, "a"u8), .. Field(4, Field(1, "t"u8))])]), ["a"]),
        ["unknown fields"] = (Seal([.. Field(1, "k"u8), .. Number(9, 7), .. Varint((10 << 3) | 5), 1, 2, 3, 4,
            .. Varint((11 << 3) | 1), 1, 2, 3, 4, 5, 6, 7, 8, .. Field(3, [.. Record(0, "a"u8), .. Field(8, "x"u8)])]), ["a"]),
        ["nested aggregate is data"] = (Seal([.. Field(1, "k"u8), .. Field(3, Record(0, Aggregate("x")))]),
            [Encoding.Latin1.GetString(Aggregate("x"))]),
        ["over a megabyte"] = (Aggregate(new string('a', 2_000_000)), [new string('a', 2_000_000)]),
        ["empty"] = ([], null),
        ["magic alone"] = ([0xF3, 0x89, 0x9A, 0xC2], null),
        ["magic and a digest"] = ([0xF3, 0x89, 0x9A, 0xC2, .. new byte[16]], null),
        ["magic and garbage"] = ([0xF3, 0x89, 0x9A, 0xC2, .. Encoding.ASCII.GetBytes("garbage garbage garbage")], null),
        ["wrong digest"] = ([.. Aggregate("a")[..^1], 0], null),
        ["truncated varint"] = (Seal([.. Field(1, "k"u8), 0x1A, 0x80]), null),
        ["varint that never ends"] = (Seal([.. Enumerable.Repeat((byte)0xFF, 20)]), null),
        ["record longer than the message"] = (Seal([.. Field(1, "k"u8), 0x1A, 0x7F, 1]), null),
        ["record without data"] = (Seal([.. Field(1, "k"u8), .. Field(3, Number(1, 0))]), null),
        ["record without a key index"] = (Seal([.. Field(1, "k"u8), .. Field(3, Field(3, "a"u8))]), null),
        ["group, which is no longer used"] = (Seal([.. Field(1, "k"u8), (3 << 3) | 3]), null),
        ["field number 0"] = (Seal([2, 1, 1]), null),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void RecordIsReadAsItsFormSays(string name)
    {
        var (record, wanted) = s_cases[name];

        Assert.Equal(wanted, Parts(record));
    }

    [SamplesFact]
    public void RecordsOfTheRealLibraryAreRead()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Sample("kinesis", "kpl-vectors.json")));
        foreach (var vector in file.RootElement.EnumerateObject())
        {
            var wanted = vector.Value.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("data").GetString()!);

            Assert.Equal(wanted, Parts(vector.Value.GetProperty("b64").GetBytesFromBase64()));
        }
    }

    public static TheoryData<string> Names() => [.. s_cases.Keys];

    static string[]? Parts(byte[] record)
    {
        var parts = new List<KplAggregate.Part>();
        if (!KplAggregate.TryRead(record, parts))
        {
            Assert.Empty(parts);
            return null;
        }

        return [.. parts.Select(part =>
        {
            var text = Encoding.Latin1.GetString(record, part.Start, part.Length);
            return part.HasKey ? text : $"[{text}]";
        })];
    }
}
