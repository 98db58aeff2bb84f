using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>All logs that were ever read, found again by what they hold.</summary>
sealed class SourceTable
{
    readonly Dictionary<string, Source> _byId = new(StringComparer.Ordinal);
    readonly Dictionary<HeadMark, List<Source>> _byHead = [];
    readonly SortedDictionary<int, int> _headLengths = [];

    /// <summary>All committed sources.</summary>
    internal IReadOnlyCollection<Source> All => _byId.Values;

    /// <summary>Reads the checkpoints of files.</summary>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    internal static SourceTable Load(LakeWriter lake)
    {
        var table = new SourceTable();
        foreach (var (name, json) in lake.ReadCheckpoints())
        {
            if (!name.StartsWith(SourceState.CheckpointPrefix, StringComparison.Ordinal))
                continue;
            try
            {
                table.Add(new Source(JsonSerializer.Deserialize(json, IntakeJson.Default.SourceState)!, isCommitted: true));
            }
            catch (JsonException fault)
            {
                throw new InvalidDataException(
                    $"{lake.Folder.Combine($"checkpoints/{name}.json")} is damaged ({fault.Message}): restore it from a backup, "
                    + "or delete it to read that log again from its beginning.",
                    fault);
            }
        }

        return table;
    }

    /// <summary>Adds a source that is committed for the first time.</summary>
    internal void Add(Source source)
    {
        _byId.Add(source.State.Id, source);
        Index(source);
    }

    /// <summary>Forgets a source.</summary>
    internal void Remove(Source source)
    {
        Unindex(source);
        _byId.Remove(source.State.Id);
        source.Forget();
    }

    /// <summary>The commit has happened: the source is found by its new fingerprint.</summary>
    internal void Committed(Source source)
    {
        if (source.IsCommitted)
        {
            Unindex(source);
            source.Committed();
            Index(source);
        }
        else
        {
            source.Committed();
            Add(source);
        }
    }

    /// <summary>The sources that begin as these bytes do, or began so at some commit.</summary>
    /// <param name="head">A file's first bytes, up to <see cref="Limits.FingerprintHeadBytes"/>.</param>
    internal List<Source> WithHead(ReadOnlySpan<byte> head)
    {
        var found = new List<Source>();
        var hash = Fingerprint.NoBytes;
        var hashed = 0;
        foreach (var length in _headLengths.Keys)
        {
            if (length > head.Length)
                break;
            hash = Fingerprint.Extend(hash, head[hashed..length]);
            hashed = length;
            if (_byHead.TryGetValue(new HeadMark(length, hash), out var sources))
                found.AddRange(sources);
        }

        return [.. found.Distinct()];
    }

    /// <summary>An id for a new source: a function of where it lay and how it began, and of nothing else unless that is taken.</summary>
    internal string NewId(string path, ReadOnlySpan<byte> head)
    {
        for (var attempt = 0; ; attempt++)
        {
            var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{path}\0{attempt}\0"), .. head]);
            var id = Convert.ToHexStringLower(hash.AsSpan(0, 8));
            if (!_byId.ContainsKey(id))
                return id;
        }
    }

    void Index(Source source)
    {
        foreach (var head in source.State.Heads)
        {
            if (!_byHead.TryGetValue(head, out var sources))
                _byHead.Add(head, sources = []);
            sources.Add(source);
            _headLengths[head.Bytes] = _headLengths.GetValueOrDefault(head.Bytes) + 1;
        }
    }

    void Unindex(Source source)
    {
        foreach (var head in source.State.Heads)
        {
            Check.That(_byHead[head].Remove(source));
            if (_byHead[head].Count == 0)
                _byHead.Remove(head);
            if (--_headLengths[head.Bytes] == 0)
                _headLengths.Remove(head.Bytes);
        }
    }
}
