using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Detections;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary>Options that several commands share, and what they mean.</summary>
static class CommonOptions
{
    /// <summary>The data folder.</summary>
    internal static Option<string> Data() =>
        new("--data") { Description = "Folder that holds the archive.", Required = true, HelpName = "DIR" };

    /// <summary>How a result is written.</summary>
    internal static Option<string> Output()
    {
        var option = new Option<string>("--output") { Description = "How to write the result.", DefaultValueFactory = _ => "table",
            HelpName = "table|csv|json" };
        option.AcceptOnlyFromAmong("table", "csv", "json");
        return option;
    }

    /// <summary>A span that ends now.</summary>
    internal static Option<string?> Last() => new("--last") { Description = "A span that ends now: 15m, 24h, 7d.", HelpName = "SPAN" };

    /// <summary>Beginning of a range.</summary>
    internal static Option<string?> From() =>
        new("--from") { Description = "From this time on (ISO 8601; UTC unless it has an offset).", HelpName = "TIME" };

    /// <summary>End of a range.</summary>
    internal static Option<string?> To() =>
        new("--to") { Description = "Before this time (ISO 8601; UTC unless it has an offset).", HelpName = "TIME" };

    /// <summary>The configuration file.</summary>
    internal static Option<string?> Config() =>
        new("--config") { Description = $"Configuration file; {ConfigurationFile.Name} unless said.", HelpName = "FILE" };

    /// <summary>Reads the configuration: the file named, else the usual one where it is there, else the defaults.</summary>
    /// <exception cref="ConfigurationException">It is wrong.</exception>
    internal static ServerConfiguration LoadConfiguration(string? path)
    {
        if (path is not null && !File.Exists(path))
            throw new CommandException($"there is no configuration file {Path.GetFullPath(path)}");
        path ??= File.Exists(ConfigurationFile.Name) ? ConfigurationFile.Name : null;
        return path is null ? ServerConfiguration.Default : ConfigurationFile.Read(path);
    }

    /// <summary>Reads where addresses are; null where no file says so.</summary>
    /// <exception cref="ConfigurationException">A file is wrong or cannot be read.</exception>
    internal static PlaceFiles? OpenPlaces(ServerConfiguration configuration) =>
        PlaceFiles.Open(configuration.Detections.Places, TerminalText.Tell);

    /// <summary>Opens the lake for writing; there is one writer at a time.</summary>
    /// <exception cref="CommandException">Another process writes to it, or it cannot be written.</exception>
    internal static LakeWriter OpenWriter(string data, string command)
    {
        try
        {
            return LakeWriter.Open(data, command, TimeProvider.System);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException(refusal.Message, CommandRunner.Failed);
        }
    }

    /// <summary>Opens the lake for questions.</summary>
    /// <exception cref="CommandException">There is no such folder.</exception>
    internal static LakeSql OpenLake(string data)
    {
        if (!Directory.Exists(data))
            throw new CommandException($"there is no folder {Path.GetFullPath(data)}; make it with: cloudanalytics ingest PATH... --data {data}");
        return LakeQuestions.Open(data, LakeSqlSettings.Default, TimeProvider.System);
    }

    /// <summary>The range that the three options say; the last 24 hours when they say nothing.</summary>
    /// <exception cref="CommandException">They contradict each other or are no times.</exception>
    internal static TimeRange Range(string? last, string? from, string? to, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (last is not null && (from is not null || to is not null))
            throw new CommandException("--last stands alone, or --from and --to without it");
        var end = to is null ? now : Time("--to", to);
        var start = from is null ? end - Span(last ?? "24h") : Time("--from", from);
        if (start >= end)
            throw new CommandException($"the range is empty: it begins {start:yyyy-MM-ddTHH:mm:ssZ} and ends {end:yyyy-MM-ddTHH:mm:ssZ}");
        return new TimeRange(Millis(start), Millis(end));
    }

    /// <summary>A time as typed.</summary>
    internal static DateTimeOffset Time(string option, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time
            : throw new CommandException($"{option} is '{text}', which is no time; write 2026-01-31, 2026-01-31T12:00 or 2026-01-31T12:00+02:00");

    static TimeSpan Span(string text) =>
        text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            && number is > 0 and < 100_000
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                'w' => TimeSpan.FromDays(7 * number),
                _ => throw BadSpan(text),
            }
            : throw BadSpan(text);

    static CommandException BadSpan(string text) =>
        new($"--last is '{text}', which is no span; write a number and s, m, h, d or w, such as 15m");

    static Timestamp Millis(DateTimeOffset time) => new(Timestamp.From(time).Micros / 1000 * 1000);
}
