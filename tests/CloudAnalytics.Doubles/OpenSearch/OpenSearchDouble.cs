using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>
/// A stand-in for an OpenSearch domain with Dashboards, on a free port of this machine. Strict about mappings, paths and bodies: what it
/// does not know it refuses. Where the API's description is at hand every exchange is held to it.
/// </summary>
public sealed class OpenSearchDouble : IAsyncDisposable
{
    readonly WebApplication _server;
    readonly Cluster _cluster = new();
    readonly Routes _routes;
    readonly OpenApi? _api;
    readonly List<string> _problems = [];
    readonly List<string> _log = [];

    OpenSearchDouble(OpenSearchFaults faults, OpenApi? api)
    {
        Faults = faults;
        _api = api;
        _routes = new Routes(_cluster, faults);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What goes wrong.</summary>
    public OpenSearchFaults Faults { get; }

    /// <summary>Exchanges that the API's description does not allow, each with the reason.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_cluster)
                return [.. _problems];
        }
    }

    /// <summary>What was asked, in order: method, path, status.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_cluster)
                return [.. _log];
        }
    }

    /// <summary>Names of the index templates.</summary>
    public IReadOnlyList<string> Templates
    {
        get
        {
            lock (_cluster)
                return [.. _cluster.Templates.Keys];
        }
    }

    /// <summary>Saved objects by type and id.</summary>
    public IReadOnlyDictionary<string, JsonObject> SavedObjects
    {
        get
        {
            lock (_cluster)
                return _cluster.SavedObjects.ToDictionary(o => o.Key, o => o.Value.DeepClone().AsObject());
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="faults">What goes wrong; null for nothing.</param>
    /// <param name="isValidated">Whether exchanges are held to the API's description, where it is at hand.</param>
    public static async Task<OpenSearchDouble> StartAsync(OpenSearchFaults? faults = null, bool isValidated = true)
    {
        var instance = new OpenSearchDouble(faults ?? new OpenSearchFaults(0), isValidated ? OpenApi.Shared.Value : null);
        await instance._server.StartAsync();
        instance.Endpoint = new Uri(instance._server.Urls.First() + "/");
        return instance;
    }

    /// <summary>All documents of all indices: index, id, source.</summary>
    public IReadOnlyList<(string Index, string Id, byte[] Source)> Documents()
    {
        lock (_cluster)
            return [.. _cluster.Indices.SelectMany(i => i.Documents).Select(d => (d.Index.Name, d.Id, d.Source))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    async Task AnswerAsync(HttpContext context)
    {
        if (Faults.Strikes("cut before", Faults.CutBefore))
        {
            context.Abort();
            return;
        }

        if (context.Request.ContentLength > Faults.BodyBytesMax)
        {
            context.Response.StatusCode = 413;
            return;
        }

        var request = await ReadAsync(context);
        if (Faults.Strikes("slow", Faults.Slow))
            await Task.Delay(Faults.Delay);
        if (Faults.HasKilled("killed before its request was done"))
        {
            context.Abort();
            return;
        }

        var response = Answer(request);
        if (Faults.HasKilled("killed before the answer") || Faults.Strikes("cut after", Faults.CutAfter))
        {
            context.Abort();
            return;
        }

        if (Faults.Strikes("hung after", Faults.HungAfterWrite))
        {
            await Task.WhenAny(Task.Delay(Faults.Hang), Task.Delay(Timeout.Infinite, context.RequestAborted));
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Status;
        if (response.Raw is { } raw)
        {
            context.Response.ContentType = "application/ndjson";
            await context.Response.Body.WriteAsync(raw);
        }
        else if (response.Body is { } body && request.Method != "HEAD")
        {
            context.Response.ContentType = "application/json; charset=UTF-8";
            await context.Response.WriteAsync(body.ToJsonString());
        }
    }

    ApiResponse Answer(ApiRequest request)
    {
        lock (_cluster)
        {
            ApiResponse response;
            try
            {
                response = Faults.ForRequest() is { } fault ? throw fault : _routes.Handle(request);
            }
            catch (ApiException e)
            {
                response = new ApiResponse(e.Status, e.Body());
            }

            _log.Add(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {request.Path} {response.Status}"));
            if (_api is not null)
                _problems.AddRange(_api.Check(request, response).Select(p => $"{request.Method} {request.Path}: {p}"));
            return response.Filtered(request.Parameter("filter_path"));
        }
    }

    static async Task<ApiRequest> ReadAsync(HttpContext context)
    {
        var http = context.Request;
        var query = http.Query.ToDictionary(p => p.Key, p => p.Value.ToString() is { Length: > 0 } text ? text : "true");
        var type = (http.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        using var body = new MemoryStream();
        if (type == "multipart/form-data")
        {
            var form = await http.ReadFormAsync();
            if (form.Files.GetFile("file") is { } file)
                await file.CopyToAsync(body);
            else
                type = "";
        }
        else
        {
            await http.Body.CopyToAsync(body);
        }

        if (http.Headers.ContainsKey("osd-xsrf"))
            query["has-xsrf"] = "true";
        return new ApiRequest(http.Method, http.Path.Value ?? "/", query, body.ToArray(), type);
    }
}
