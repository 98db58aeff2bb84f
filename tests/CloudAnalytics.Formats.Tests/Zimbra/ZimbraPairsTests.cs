using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Zimbra;

namespace CloudAnalytics.Formats.Tests.Zimbra;

/// <summary>Context and pairs are read back as they were written, whatever a client puts into them.</summary>
public sealed class ZimbraPairsTests
{
    static readonly string[] s_pieces =
        [";", ";;", "=", "]", "] security - cmd=Auth; ", " - ", "[", "] [", " ", "a", "name", "10.0.0.1", "ü", ",", "};", "x;]"];

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        for (var seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var pairs = Enumerable.Range(0, random.Next(0, 6)).Select(i => (Key: "k" + i, Value: Value(random))).ToList();

            var read = Read(Write(pairs, random.Next(2) == 0 ? "" : " "));

            Assert.True(pairs.SequenceEqual(read), $"seed {seed}: {string.Join('|', pairs)} became {string.Join('|', read)}");
        }
    }

    [Fact]
    public void NothingInAContextEndsItEarly()
    {
        for (var seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var context = Write([.. Enumerable.Range(0, random.Next(0, 4)).Select(i => ("k" + i, Value(random)))], "");
            var text = $"INFO  [thread-1:https://[::1]:7071/x] [{context}] soap - text ] x - y";
            var line = new UnixLine { Message = Encoding.UTF8.GetBytes(text) };

            Assert.True(ZimbraLine.TrySplit(line, out var parts), $"seed {seed}");
            Assert.Equal(
                ("thread-1:https://[::1]:7071/x", context, "soap", "text ] x - y"),
                (Text(parts.Thread), Text(parts.Context), Text(parts.Category), Text(parts.Message)));
        }
    }

    static string Value(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));

    static string Write(List<(string Key, string Value)> pairs, string between) =>
        string.Join(between, pairs.Select(pair => $"{pair.Key}={pair.Value.Replace(";", ";;", StringComparison.Ordinal)};"));

    static List<(string, string)> Read(string text)
    {
        var arena = new Arena();
        var read = new List<(string, string)>();
        var pairs = new ZimbraPairs(Encoding.UTF8.GetBytes(text));
        while (pairs.Next())
            read.Add((Text(pairs.Key), Text(pairs.Value(arena))));
        return read;
    }

    static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
