using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.DeadLetters;

/// <summary>The dead letters of a lake, for people and for replaying.</summary>
/// <param name="folder">The lake.</param>
public sealed class DeadLetterStore(LakeFolder folder)
{
    /// <summary>The dead letters of the files that count, oldest file first. Each file is read when it is reached.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IEnumerable<StoredDeadLetter> Read() =>
        Files().SelectMany(file => DeadLetterFile.Read(folder.Combine(file.Key)));

    /// <summary>The dead letter with this id, or null. The beginning of an id is enough where no other starts so.</summary>
    /// <exception cref="ArgumentException">Several start so.</exception>
    public StoredDeadLetter? Find(string id)
    {
        var found = Read()
            .Where(letter => letter.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(letter => letter.Id)
            .Take(2)
            .ToList();
        return found.Count < 2
            ? found.FirstOrDefault()
            : throw new ArgumentException($"'{id}' begins the ids of several dead letters: give more of it.");
    }

    internal IEnumerable<LakeFile.DeadLetters> Files() =>
        LiveFiles.Of(folder.ListZone(LakeNames.Dead), _ => null).Cast<LakeFile.DeadLetters>();
}
