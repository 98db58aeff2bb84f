using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Aws.Storage;

/// <summary>
/// Objects of a bucket of Amazon S3, below a prefix. A failure's message begins with S3's code, such as <c>AccessDenied</c>.
/// </summary>
/// <remarks>
/// S3 reads what was written last, lists in the order of bytes, and takes <c>If-None-Match: *</c> for "only where there is none"
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html). What is larger than one part is uploaded in parts,
/// which become the object at once; parts of an upload that was killed go away by a rule of the bucket.
/// </remarks>
public sealed class S3Store : IObjectStore, IDisposable
{
    /// <summary>The tag of objects that the bucket's rule expires.</summary>
    public const string ExpiryTag = "cloudanalytics-cut";

    /// <summary>Value of <see cref="ExpiryTag"/>: the object lies behind the cut.</summary>
    public const string ExpiryTagValue = "behind";

    const string OnlyIfNew = "*";

    readonly AwsConnection _connection;
    readonly string _bucket;
    readonly string _prefix;
    readonly int _partBytes;
    readonly int _retries;
    readonly S3Put? _put;
    IAmazonS3? _made;

    S3Store(AwsConnection connection, string bucket, string prefix, int partBytes, int retries)
    {
        (_connection, _bucket, _prefix, _partBytes, _retries) = (connection, bucket, prefix, partBytes, retries);
        if (OperatingSystem.IsLinux())
            _put = new S3Put(connection, bucket, TimeProvider.System);
    }

    // Made when it is asked for: loading it takes more of a cold start than all else, and most functions only put objects.
    IAmazonS3 Client => LazyInitializer.EnsureInitialized(ref _made, () => Connect(_connection, _retries));

    /// <summary>A store in this bucket.</summary>
    /// <param name="connection">Where, and who asks.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="prefix">What every key begins with in the bucket, with its <c>/</c> at the end; empty for none.</param>
    public static S3Store Open(AwsConnection connection, string bucket, string prefix) =>
        Open(connection, bucket, prefix, Limits.S3PartBytes, Limits.AwsRetries);

    internal static S3Store Open(AwsConnection connection, string bucket, string prefix, int partBytes, int retries) =>
        new(connection, bucket, prefix, partBytes, retries);

    /// <summary>A client of the service. Buckets are parts of the path where an address is given, since it has no names for them.</summary>
    public static AmazonS3Client Connect(AwsConnection connection) => Connect(connection, Limits.AwsRetries);

    static AmazonS3Client Connect(AwsConnection connection, int retries)
    {
        var config = new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(connection.Region) };
        if (connection.Endpoint is { } endpoint)
        {
            config = new AmazonS3Config
            {
                ServiceURL = endpoint.ToString(),
                AuthenticationRegion = connection.Region,
                ForcePathStyle = true,
                UseHttp = !endpoint.IsSecure,
            };
        }

        config.MaxErrorRetry = retries;
        return new AmazonS3Client(connection.Credentials, config);
    }

    /// <summary>Loads what the first object needs; nothing is connected.</summary>
    public void Prepare() => _put?.Prepare();

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix + prefix };
        while (true)
        {
            var page = await CallAsync(() => Client.ListObjectsV2Async(request, cancellationToken)).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
                yield return new StoredObject(found.Key[_prefix.Length..], found.Size ?? 0);
            if (page.IsTruncated != true)
                yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = Full(key) };
        try
        {
            var response = await CallAsync(() => Client.GetObjectAsync(request, cancellationToken)).ConfigureAwait(false);
            return response.ResponseStream;
        }
        catch (S3Exception failure) when (failure.Code is "NoSuchKey")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
        await WriteAsync(Full(key), content, null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(Full(key), content, OnlyIfNew, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (S3Exception failure) when (failure.Status == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _bucket, Key = Full(key) };
        await CallAsync(() => Client.DeleteObjectAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Gives it the tag by which the bucket's rule expires it (<see cref="ExpiryTag"/>): functions may not delete.</summary>
    public async ValueTask ExpireAsync(string key, CancellationToken cancellationToken)
    {
        var request = new PutObjectTaggingRequest
        {
            BucketName = _bucket,
            Key = Full(key),
            Tagging = new Tagging { TagSet = [new Tag { Key = ExpiryTag, Value = ExpiryTagValue }] },
        };
        await CallAsync(() => Client.PutObjectTaggingAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _made?.Dispose();
        _put?.Dispose();
    }

    string Full(string key) => _prefix + ObjectKey.Checked(key);

    async Task WriteAsync(string key, Stream content, string? condition, CancellationToken cancellationToken)
    {
        var first = await ReadPartAsync(content, cancellationToken).ConfigureAwait(false);
        if (first.Length < _partBytes)
        {
            using (first)
                await PutWholeAsync(key, first, condition, cancellationToken).ConfigureAwait(false);
            return;
        }

        await PutPartsAsync(key, first, content, condition, cancellationToken).ConfigureAwait(false);
    }

    Task PutWholeAsync(string key, MemoryStream content, string? condition, CancellationToken cancellationToken)
    {
        // Whatever went wrong, putting it once more does no harm.
        if (condition is null && _put is not null && _put.TryPut(key, content, cancellationToken))
            return Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        return PutByClientAsync(key, content, condition, cancellationToken);
    }

    Task PutByClientAsync(string key, MemoryStream content, string? condition, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = key,
            InputStream = content,
            AutoCloseStream = false,
            IfNoneMatch = condition,
        };
        return CallAsync(() => Client.PutObjectAsync(request, cancellationToken));
    }

    async Task PutPartsAsync(string key, MemoryStream first, Stream rest, string? condition, CancellationToken cancellationToken)
    {
        var start = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = key };
        var upload = (await CallAsync(() => Client.InitiateMultipartUploadAsync(start, cancellationToken)).ConfigureAwait(false)).UploadId;
        var isDone = false;
        var part = first;
        try
        {
            var parts = new List<PartETag>();
            do
            {
                var request = new UploadPartRequest
                {
                    BucketName = _bucket,
                    Key = key,
                    UploadId = upload,
                    PartNumber = parts.Count + 1,
                    InputStream = part,
                };
                var answer = await CallAsync(() => Client.UploadPartAsync(request, cancellationToken)).ConfigureAwait(false);
                parts.Add(new PartETag(answer));
                await part.DisposeAsync().ConfigureAwait(false);
                part = await ReadPartAsync(rest, cancellationToken).ConfigureAwait(false);
            }
            while (part.Length > 0);
            var end = new CompleteMultipartUploadRequest
            {
                BucketName = _bucket,
                Key = key,
                UploadId = upload,
                PartETags = parts,
                IfNoneMatch = condition,
            };
            await CallAsync(() => Client.CompleteMultipartUploadAsync(end, cancellationToken)).ConfigureAwait(false);
            isDone = true;
        }
        finally
        {
            await part.DisposeAsync().ConfigureAwait(false);
            if (!isDone)
                await AbandonAsync(key, upload).ConfigureAwait(false);
        }
    }

    // What failed is thrown already; parts that stay behind are deleted by the bucket's rule.
    async Task AbandonAsync(string key, string upload)
    {
        var request = new AbortMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload };
        try
        {
            await CallAsync(() => Client.AbortMultipartUploadAsync(request, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The reason why the upload was given up says more than this one.
        }
    }

    async ValueTask<MemoryStream> ReadPartAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(_partBytes, Limits.StreamCopyBytes)];
        var count = 0;
        while (count < _partBytes)
        {
            if (count == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(_partBytes, buffer.Length * 2L));
            var read = await content.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            count += read;
        }

        return new MemoryStream(buffer, 0, count, writable: false, publiclyVisible: true);
    }

    static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException failure)
        {
            throw new S3Exception(failure.ErrorCode is { Length: > 0 } code ? code : failure.StatusCode.ToString(), failure);
        }
        catch (Exception failure) when (failure is AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new S3Exception("NoAnswer", failure);
        }
    }

    /// <summary>A failure of the service, with its code.</summary>
    [SuppressMessage("Design", "CA1032", Justification = "Without a code it says nothing.")]
    sealed class S3Exception : IOException
    {
        internal S3Exception(string code, Exception failure)
            : base($"{code}: {failure.Message}", failure) =>
            (Code, Status) = (code, (failure as AmazonServiceException)?.StatusCode ?? default);

        internal string Code { get; }

        internal HttpStatusCode Status { get; }
    }
}
