namespace CloudAnalytics.Lake.Stores;

/// <summary>Objects by key: the part of a file system or a bucket that the lake needs.</summary>
/// <remarks>
/// A key is one or more parts of letters, digits and <c>-_.=</c>, separated by <c>/</c>; none of them is <c>.</c> or <c>..</c>; anything
/// else is
/// an <see cref="ArgumentException"/>. No key is the beginning of another up to a <c>/</c>. Members may be called from several threads at
/// once. Failures of the storage are <see cref="IOException"/>.
/// </remarks>
public interface IObjectStore
{
    /// <summary>The objects whose keys start with the prefix, in ordinal order of their keys.</summary>
    /// <param name="prefix">Any text, also a part of a name; empty for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <remarks>An object that is there from the first to the last moment of the listing is in it; one that comes or goes meanwhile may
    /// be.</remarks>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Opens an object's content, or answers null when there is none.</summary>
    /// <remarks>The stream gives the content as it was when it was opened, whatever is put or deleted meanwhile.</remarks>
    ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores an object under its key, replacing the one that was there.</summary>
    /// <remarks>All or nothing: a reader finds the old content or the whole of the new, also when the call fails or the process
    /// ends.</remarks>
    ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Stores an object unless there is one under its key already, which then stays as it is.</summary>
    /// <returns>Whether it was stored: of several writers of one key exactly one gets true.</returns>
    /// <remarks>All or nothing, as with <see cref="PutAsync"/>. After a failure that leaves it open whether the object was stored, as a
    /// time-out may, a second call answers false also to the writer whose object it is.</remarks>
    ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Deletes an object; no object is no error.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Says that an object is needed no more: it is deleted, or marked for a rule that does so.</summary>
    ValueTask ExpireAsync(string key, CancellationToken cancellationToken) => DeleteAsync(key, cancellationToken);
}

/// <summary>An object of a listing.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its size.</param>
public readonly record struct StoredObject(string Key, long Bytes);
