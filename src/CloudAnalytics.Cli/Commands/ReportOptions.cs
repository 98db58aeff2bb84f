using System.CommandLine;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary>What the commands that answer compliance queries share, on the machine and in the cloud.</summary>
sealed class ReportOptions
{
    internal Argument<string?> Name { get; } =
        new("name") { Description = "A query's name, as --list prints it.", Arity = ArgumentArity.ZeroOrOne };

    internal Option<string[]> Parameters { get; } = new("--param")
    {
        Description = "A parameter of the query, as name=value; once for each.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [],
    };

    internal Option<bool> List { get; } =
        new("--list") { Description = "Prints all queries; with a name, that query's parameters and columns and what it proves." };

    internal Option<string> Output { get; } = CommonOptions.Output();

    internal Option<string?> File { get; } =
        new("--out") { Description = "File to write the answer to, instead of printing it.", HelpName = "FILE" };

    /// <summary>Prints what <c>--list</c> asks for; null where it was not given.</summary>
    internal int? Describe(ParseResult parsed)
    {
        if (!parsed.GetValue(List))
            return null;
        if (parsed.GetValue(Name) is { } name)
            Describe(Find(name));
        else
            DescribeAll();
        return CommandRunner.Done;
    }

    /// <summary>The query that was asked for.</summary>
    /// <exception cref="CommandException">A name or a value is wrong; the message says what is allowed.</exception>
    internal BoundQuery Bind(ParseResult parsed, TimeProvider time)
    {
        var query = Find(parsed.GetValue(Name));
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(Parameters) ?? [])
        {
            var parts = text.Split('=', 2);
            if (parts.Length < 2)
                throw new CommandException($"--param is '{text}'; write name=value, such as {query.Parameters[0].Name}=...");
            if (!given.TryAdd(parts[0], parts[1]))
                throw new CommandException($"--param {parts[0]} is given twice");
        }

        var (bound, fault) = query.Bind(given, time.GetUtcNow());
        return bound ?? throw new CommandException(fault!);
    }

    /// <summary>Writes the answer where it was asked for.</summary>
    internal void Write(ParseResult parsed, BoundQuery query, ReportRows rows)
    {
        var output = parsed.GetRequiredValue(Output);
        if (parsed.GetValue(File) is not { } path)
        {
            ReportWriter.Print(query, rows, output);
            return;
        }

        try
        {
            using var file = System.IO.File.Create(path);
            ReportWriter.Write(query, rows, output, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out {path} cannot be written: {failure.Message}", CommandRunner.Failed);
        }

        Console.Error.WriteLine(FormattableString.Invariant($"{rows.Count:N0} lines in {path}"));
    }

    static ComplianceQuery Find(string? name) => LogCatalogue.Compliance.FirstOrDefault(query => query.Name == name)
        ?? throw new CommandException(name is null
            ? "which query? cloudanalytics report --list prints them"
            : $"there is no query '{name}'; there are: {string.Join(", ", LogCatalogue.Compliance.Select(query => query.Name))}");

    static void DescribeAll()
    {
        var table = new TextTable().Column("query").Column("answers").Column("parameters");
        foreach (var query in LogCatalogue.Compliance)
            table.Row(query.Name, query.Title, string.Join(", ", query.Parameters.Select(p => p.Default is null ? p.Name : $"[{p.Name}]")));
        table.Write();
        Console.WriteLine("Parameters in brackets may be left out. cloudanalytics report NAME --list says more.");
    }

    static void Describe(ComplianceQuery query)
    {
        Console.WriteLine($"{query.Title}. {query.Doc}\n");
        Console.WriteLine($"What proves it: {query.Evidence}\n");
        Console.WriteLine($"What the logs cannot show: {query.Limits}");
        var parameters = new TextTable().Column("parameter").Column("is").Column("may be").Column("unless given");
        foreach (var p in query.Parameters)
            parameters.Row(p.Name, p.Doc, p.Allowed, p.DefaultDoc ?? "must be given");
        parameters.Write();
        var columns = new TextTable().Column("column").Column("says");
        foreach (var column in query.Columns)
            columns.Row(column.Name, column.Doc);
        columns.Write();
    }
}
