using System.Diagnostics.CodeAnalysis;

namespace CloudAnalytics.Lake.Stores;

/// <summary>Holds keys to the form that every store can keep.</summary>
public static class ObjectKey
{
    /// <summary>The key, if it is one.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string key)
    {
        foreach (var part in key.Split('/'))
        {
            if (part.Length == 0 || part is "." or ".." || !part.All(IsAllowed))
                Refuse(key);
        }

        return key;
    }

    static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=';

    [DoesNotReturn]
    static void Refuse(string key) => throw new ArgumentException(
        $"'{key}' is no key: parts of letters, digits and -_.= with / between them, none of them . or ..", nameof(key));
}
