using System.Text;

namespace CloudAnalytics.Aws.Signing;

/// <summary>Percent-encoding as AWS's signatures want it: all bytes but the unreserved characters of RFC 3986, in upper case.</summary>
static class PercentCode
{
    const string Digits = "0123456789ABCDEF";

    /// <summary>Encodes a name, a value or a key's part.</summary>
    internal static string Encode(string text) => Encode(text, keepsSlash: false);

    /// <summary>Encodes a path, whose slashes stay.</summary>
    internal static string EncodePath(string path) => Encode(path, keepsSlash: true);

    static string Encode(string text, bool keepsSlash)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)value;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~' || (letter == '/' && keepsSlash))
                encoded.Append(letter);
            else
                encoded.Append('%').Append(Digits[value >> 4]).Append(Digits[value & 15]);
        }

        return encoded.ToString();
    }
}
