using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Finds the values of secret parameters in a command as Exchange logs it: <c>-Identity "anna" -Password "x"</c>. Quotes in a quoted value
/// are doubled or escaped by a backtick, as PowerShell writes them.
/// </summary>
static class SecretParameters
{
    const int HiddenMax = 16;

    /// <summary>Whether a parameter's value is secret by its name: password, credential, secret, passphrase, PIN.</summary>
    internal static bool IsSecret(ReadOnlySpan<byte> name) => name.Length >= 3
        && (EndsWith(name, "password"u8) || EndsWith(name, "credential"u8) || EndsWith(name, "credentials"u8) || EndsWith(name, "secret"u8)
            || EndsWith(name, "passphrase"u8) || Ascii.EqualsIgnoreCase(name, "pin"u8));

    /// <summary>Replaces the secret values in a field, and in the raw record.</summary>
    internal static void Hide(ref RowWriter row, Field<Utf8Text> field)
    {
        var from = 0;
        for (var hidden = 0; TryFind(row.Get(field), ref from, out var value); hidden++)
        {
            if (hidden == HiddenMax)
            {
                // No cmdlet has so many; each costs a copy of the record.
                row.Set(field, default(Utf8View));
                row.Set(CommonFields.Raw, default(Utf8View));
                return;
            }

            // What is masked is not found twice, so the search may begin again.
            Secrets.Hide(ref row, field, value);
            from = 0;
        }
    }

    /// <summary>Finds the first secret value that is not masked yet.</summary>
    /// <param name="text">The parameters.</param>
    /// <param name="from">Where to begin; behind the value found, to go on.</param>
    /// <param name="value">The value without the quotes around it.</param>
    internal static bool TryFind(ReadOnlySpan<byte> text, ref int from, out Range value)
    {
        while (from < text.Length)
        {
            var dash = text[from..].IndexOf((byte)'-');
            if (dash < 0)
                break;
            var name = from + dash + 1;
            var end = name;
            while (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end]))
                end++;
            from = Math.Max(end, name);
            if ((name > 1 && text[name - 2] is not ((byte)' ' or (byte)',' or (byte)';' or (byte)'{')) || !IsSecret(text[name..end]))
                continue;
            while (from < text.Length && text[from] is (byte)' ' or (byte)':' or (byte)'=')
                from++;
            value = ValueAt(text, ref from);
            if (text[value].IndexOfAnyExcept((byte)'*') >= 0)
                return true;
        }

        value = default;
        return false;
    }

    static Range ValueAt(ReadOnlySpan<byte> text, ref int from)
    {
        var start = from;
        if (from < text.Length && text[from] is (byte)'"' or (byte)'\'')
        {
            var quote = text[from++];
            while (from < text.Length)
            {
                if (text[from] == '`')
                    from++;
                else if (text[from] == quote && from + 1 < text.Length && text[from + 1] == quote)
                    from++;
                else if (text[from] == quote)
                    break;
                from++;
            }

            var end = Math.Min(from, text.Length);
            from = Math.Min(from + 1, text.Length);
            return (start + 1)..end;
        }

        while (from < text.Length && text[from] is not ((byte)' ' or (byte)','))
            from++;
        return start..from;
    }

    static bool EndsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> end) =>
        name.Length >= end.Length && Ascii.EqualsIgnoreCase(name[^end.Length..], end);
}
