using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Assets;

/// <summary>The files of the web UI, which lie inside the assembly.</summary>
sealed class WebAssets
{
    const string Prefix = "wwwroot/";

    readonly FrozenDictionary<string, Asset> _files;

    public WebAssets()
    {
        var assembly = typeof(WebAssets).Assembly;
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new Asset(content, TypeOf(name));
            });
    }

    sealed record Asset(byte[] Content, string Type)
    {
        public string ETag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content))[..32]}\"";

        public Lazy<byte[]> Compressed { get; } = new(() =>
        {
            using var buffer = new MemoryStream();
            using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal))
                gzip.Write(Content);
            return buffer.ToArray();
        });
    }

    /// <summary>Paths of all files, without a leading slash.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>Serves the files; <c>/</c> is index.html.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", s_reading, context => SendAsync(context, "index.html"));
        routes.MapMethods("/{**path}", s_reading, context => SendAsync(context, (string?)context.Request.RouteValues["path"] ?? ""));
    }

    static readonly string[] s_reading = ["GET", "HEAD"];

    async Task SendAsync(HttpContext context, string path)
    {
        if (!_files.TryGetValue(path, out var asset))
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status404NotFound, "not_found", "There is nothing at this address.");
            return;
        }

        var response = context.Response;
        response.Headers.ETag = asset.ETag;
        // Browsers ask each time, which costs one short answer, and never run scripts of different versions together.
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.Type;
        var content = asset.Content;
        if (AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            content = asset.Compressed.Value;
        }

        response.ContentLength = content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(content, context.RequestAborted);
    }

    static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.Any(value => value?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true);

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
