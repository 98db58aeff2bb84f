using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Commits;

/// <summary>
/// The file part of a commit: all of it happens or nothing, whenever the process is killed or the power fails.
/// 1. the files in <c>tmp/</c> are flushed; 2. <c>pending.json</c> appears with one rename: from here on the commit has happened;
/// 3. files are renamed to their places, 4. checkpoints are written, files taken away; 5. <c>pending.json</c> is deleted.
/// Steps 3 to 5 may be done any number of times. A start does them again when <c>pending.json</c> is there; else what is in <c>tmp/</c> is
/// garbage.
/// </summary>
/// <param name="folder">The lake.</param>
/// <param name="beforeStep">Called before every operation on a file with its description; a test stops there.</param>
sealed class CommitLog(LakeFolder folder, Action<string> beforeStep)
{
    const string LastCommit = "last-commit";
    const string Extension = ".json";
    const string Remedy = "restore the data folder from a backup.";

    string PendingPath => Path.Combine(folder.Checkpoints, "pending.json");

    /// <summary>Ends what a process before this one left unfinished.</summary>
    /// <returns>The number of the last commit, 0 when there was none.</returns>
    /// <exception cref="InvalidDataException">The record of a commit or a file that it names is damaged.</exception>
    internal long Recover()
    {
        Directory.CreateDirectory(folder.Tmp);
        Directory.CreateDirectory(folder.Checkpoints);
        if (ReadPending() is { } pending)
            Apply(pending);
        foreach (var garbage in new DirectoryInfo(folder.Tmp).EnumerateFileSystemInfos())
        {
            Step("delete", garbage.Name);
            if (garbage is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                garbage.Delete();
        }

        return Math.Max(ReadLastCommit(), folder.List().Select(HighestCommit).DefaultIfEmpty().Max());
    }

    /// <summary>Steps 1 and 2: makes the commit happen.</summary>
    /// <exception cref="IOException">It has not happened.</exception>
    internal void Decide(PendingCommit pending)
    {
        foreach (var file in pending.Files)
        {
            Step("flush", file.From);
            NativeFile.Flush(folder.Combine(file.From));
            // Made before the decision, so that a full disk is found before it.
            Directory.CreateDirectory(Path.GetDirectoryName(folder.Combine(file.To))!);
        }

        Place(JsonSerializer.SerializeToUtf8Bytes(pending, CommitJson.Default.PendingCommit), PendingPath);
    }

    /// <summary>Steps 3 to 5: puts everything in its place. May be repeated.</summary>
    internal void Apply(PendingCommit pending)
    {
        NativeFile.FlushFolder(folder.Checkpoints);
        foreach (var file in pending.Files)
            Rename(file);
        foreach (var parent in pending.Files.Select(file => Path.GetDirectoryName(folder.Combine(file.To))!).Distinct())
        {
            Step("flush", parent);
            NativeFile.FlushFolder(parent);
            NativeFile.FlushFolder(Path.GetDirectoryName(parent)!);
        }

        foreach (var checkpoint in pending.Checkpoints)
            Write(checkpoint);
        Place(Encoding.UTF8.GetBytes(pending.Commit.ToString(CultureInfo.InvariantCulture)), CheckpointPath(LastCommit));
        NativeFile.FlushFolder(folder.Checkpoints);
        foreach (var key in pending.Deleted)
        {
            Step("delete", key);
            File.Delete(folder.Combine(key));
        }

        Step("delete", PendingPath);
        File.Delete(PendingPath);
    }

    /// <summary>Puts a single written file into its place, with its content and name on the disk.</summary>
    internal void Install(PendingFile file)
    {
        Step("flush", file.From);
        NativeFile.Flush(folder.Combine(file.From));
        Rename(file);
        var parent = Path.GetDirectoryName(folder.Combine(file.To))!;
        NativeFile.FlushFolder(parent);
        NativeFile.FlushFolder(Path.GetDirectoryName(parent)!);
    }

    /// <summary>Deletes a data file, and its folder when it was the last one there.</summary>
    internal void Delete(string key)
    {
        var path = folder.Combine(key);
        Step("delete", key);
        File.Delete(path);
        try
        {
            Directory.Delete(Path.GetDirectoryName(path)!);
        }
        catch (IOException)
        {
            // It is not empty: only an empty folder is deleted.
        }
    }

    /// <summary>Deletes a file of a commit that will not happen.</summary>
    internal void Discard(PendingFile file)
    {
        Step("delete", file.From);
        File.Delete(folder.Combine(file.From));
    }

    /// <summary>The sources' states by their names.</summary>
    internal Dictionary<string, byte[]> ReadCheckpoints() =>
        Directory.EnumerateFiles(folder.Checkpoints, "*" + Extension)
            .Select(path => (Name: Path.GetFileNameWithoutExtension(path), Path: path))
            .Where(file => file.Name != LastCommit && file.Path != PendingPath)
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path), StringComparer.Ordinal);

    /// <summary>Whether a text may name a source: it becomes a file's name.</summary>
    internal static bool IsSource(string name) =>
        name.Length is > 0 and <= 100 && name is not (LastCommit or "pending")
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>Writes a small file so that it appears whole, with its content on the disk.</summary>
    internal void Place(byte[] content, string path)
    {
        var unfinished = Path.Combine(folder.Tmp, Path.GetFileName(path));
        Step("write", unfinished);
        File.WriteAllBytes(unfinished, content);
        Step("flush", unfinished);
        NativeFile.Flush(unfinished);
        Step("rename", path);
        File.Move(unfinished, path, overwrite: true);
    }

    void Step(string operation, string path) =>
        beforeStep($"{operation} {Path.GetRelativePath(folder.Path, Path.Combine(folder.Path, path))}");

    void Rename(PendingFile file)
    {
        var (from, to) = (folder.Combine(file.From), folder.Combine(file.To));
        Step("rename", to);
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(from, to, overwrite: true);
        }
        else if (!File.Exists(to))
        {
            throw new InvalidDataException($"{from} is missing, although {PendingPath} says that it was written: {Remedy}");
        }
    }

    void Write(PendingCheckpoint checkpoint)
    {
        var path = CheckpointPath(checkpoint.Source);
        if (checkpoint.State is { } state)
        {
            Place(Encoding.UTF8.GetBytes(state.GetRawText()), path);
            return;
        }

        Step("delete", path);
        File.Delete(path);
    }

    PendingCommit? ReadPending()
    {
        if (!File.Exists(PendingPath))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PendingPath), CommitJson.Default.PendingCommit);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{PendingPath} is damaged ({exception.Message}): {Remedy}", exception);
        }
    }

    long ReadLastCommit()
    {
        var path = CheckpointPath(LastCommit);
        if (!File.Exists(path))
            return 0;
        var text = File.ReadAllText(path);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"{path} holds '{text}' where a number belongs: restore it from a backup.");
    }

    string CheckpointPath(string source) => Path.Combine(folder.Checkpoints, source + Extension);

    static long HighestCommit(LakeFile file) => file switch
    {
        LakeFile.Segment segment => segment.Commits.Hi,
        LakeFile.DeadLetters letters => letters.Commits.Hi,
        _ => 0,
    };
}
