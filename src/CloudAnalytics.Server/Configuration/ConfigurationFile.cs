using System.Text.Json;
using CloudAnalytics.Server.Configuration.Declaration;

namespace CloudAnalytics.Server.Configuration;

/// <summary>Reads <c>cloudanalytics.json</c>.</summary>
public static class ConfigurationFile
{
    /// <summary>The file's usual name.</summary>
    public const string Name = "cloudanalytics.json";

    /// <summary>Reads a file. Relative paths in it start at its folder.</summary>
    /// <exception cref="ConfigurationException">
    /// It is not there, is no JSON, or holds what it may not: the message has a line for each problem, with the value found, the values
    /// allowed, and the line to change. The process ends with exit code 2.
    /// </exception>
    public static ServerConfiguration Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {fault.Message}", fault);
        }

        return Anchor(Parse(bytes, path), Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a file's content; paths in it are left as they stand.</summary>
    /// <param name="json">The content; comments and trailing commas are allowed.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">As <see cref="Read"/>.</exception>
    internal static ServerConfiguration Parse(ReadOnlySpan<byte> json, string name)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException fault)
        {
            throw new ConfigurationException($"{name}, line {fault.LineNumber + 1}: this is not JSON ({Cause(fault)})", fault);
        }

        var problems = new Problems(name);
        var configuration = ConfigurationDeclaration.File.Read(root, "", problems);
        return problems.IsEmpty ? configuration : throw new ConfigurationException(problems.Message);
    }

    // The library's message ends with the position, which ours begins with.
    static string Cause(JsonException fault)
    {
        var end = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? fault.Message : fault.Message[..end]).TrimEnd('.');
    }

    static ServerConfiguration Anchor(ServerConfiguration read, string folder) => read with
    {
        DataFolder = Path.Combine(folder, read.DataFolder),
        Sources = [.. read.Sources.Select(source => source with { Path = Path.Combine(folder, source.Path) })],
        Tls = Anchor(read.Tls, folder),
        Syslog = [.. read.Syslog.Select(each => each with
        {
            Tls = Anchor(each.Tls, folder),
            ClientAuthorities = Anchor(each.ClientAuthorities, folder),
        })],
        Detections = read.Detections with { Places = [.. read.Detections.Places.Select(path => Path.Combine(folder, path))] },
        WebToken = Anchor(read.WebToken, folder),
        IngestToken = Anchor(read.IngestToken, folder),
    };

    static TlsConfiguration? Anchor(TlsConfiguration? tls, string folder) => tls is null ? null
        : new TlsConfiguration(Path.Combine(folder, tls.Certificate), Anchor(tls.Key, folder), Anchor(tls.Password, folder));

    static string? Anchor(string? path, string folder) => path is null ? null : Path.Combine(folder, path);

    static Secret? Anchor(Secret? secret, string folder) => secret is null ? null : secret with { File = Anchor(secret.File, folder) };
}
