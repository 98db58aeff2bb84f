namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>What is wrong with a file: every problem is found before the first is reported.</summary>
/// <param name="file">The file, as the user named it.</param>
sealed class Problems(string file)
{
    readonly List<(int Line, string Text)> _found = [];

    /// <summary>Whether nothing is wrong.</summary>
    internal bool IsEmpty => _found.Count == 0;

    /// <summary>One problem per line, in the order of the file: where to change it, the value found, the values allowed.</summary>
    internal string Message => string.Join('\n', _found.OrderBy(problem => problem.Line).Select(problem => problem.Text));

    /// <summary>A value that is not allowed.</summary>
    internal void Value(string path, JsonNode found, string allowed) => Add(found.Line, $"{path} is {found.Shown}; allowed: {allowed}");

    /// <summary>Anything else.</summary>
    internal void Add(int line, string text) => _found.Add((line, $"{file}, line {line}: {text}"));
}
