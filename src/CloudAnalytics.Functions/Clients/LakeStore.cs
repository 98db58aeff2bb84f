using System.Diagnostics.CodeAnalysis;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Clients;

/// <summary>The lake's bucket, whose client is made with the first use: it takes longer to start than most functions need it for.</summary>
/// <param name="settings">Where it is.</param>
[SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as the process.")]
sealed class LakeStore(FunctionSettings settings) : IObjectStore
{
    S3Store? _made;

    S3Store Store => LazyInitializer.EnsureInitialized(ref _made, Open);

    /// <summary>Loads what the first object needs.</summary>
    public void Prepare() => Store.Prepare();

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Store.OpenAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
        Store.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken) =>
        Store.PutNewAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => Store.DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ExpireAsync(string key, CancellationToken cancellationToken) => Store.ExpireAsync(key, cancellationToken);

    S3Store Open() =>
        S3Store.Open(AwsConnection.Of(settings.Region, settings.AwsEndpoint), settings.LakeBucket, settings.LakePrefix);
}
