namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>Guesses what a misspelled name was meant to be.</summary>
static class Nearest
{
    /// <summary>A question to append to a message, or nothing when no name is near.</summary>
    internal static string Hint(string found, IEnumerable<string> names)
    {
        var nearest = names.MinBy(name => Distance(found, name));
        return nearest is not null && Distance(found, nearest) <= Math.Max(2, nearest.Length / 3) ? $" (did you mean \"{nearest}\"?)" : "";
    }

    // Levenshtein's distance, without regard to case, hyphens and underscores.
    static int Distance(string left, string right)
    {
        left = Plain(left);
        right = Plain(right);
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
