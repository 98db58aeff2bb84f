using System.Buffers;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Server.Web.Json;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>
/// Free text: words and <c>"phrases in quotes"</c>, all of which a row must hold; one with a minus before it, it must not.
/// </summary>
static class SearchText
{
    static readonly SearchValues<char> s_spaces = SearchValues.Create(" \t\r\n\u00A0\u3000");

    // The original line holds all of these, where it is kept; where it was JSON, letters in it may be escaped.
    static readonly Field[] s_names =
    [
        CommonFields.Sender, CommonFields.Recipients, CommonFields.UserName, CommonFields.MessageId, CommonFields.ClientIp,
        CommonFields.Host, CommonFields.Action, CommonFields.ErrorCode, MessageTrackingFormat.NetworkMessageId,
    ];

    /// <summary>The fields that are looked through: all prose, the original line, and the names that people look for.</summary>
    public static IEnumerable<Field> FieldsOf(Schema schema) =>
        schema.Fields.Where(field => field.Type == FieldType.Text || s_names.Contains(field));

    /// <summary>Takes the text apart.</summary>
    public static IEnumerable<(string Text, bool IsExcluded)> Parse(string text)
    {
        var count = 0;
        var rest = text.AsSpan().Trim();
        var terms = new List<(string, bool)>();
        while (!rest.IsEmpty)
        {
            var isExcluded = rest.Length > 1 && rest[0] == '-' && !char.IsWhiteSpace(rest[1]);
            if (isExcluded)
                rest = rest[1..];
            var isQuoted = rest[0] == '"' && rest.Length > 1;
            if (isQuoted)
                rest = rest[1..];
            var end = isQuoted ? rest.IndexOf('"') : rest.IndexOfAny(s_spaces);
            var term = (end < 0 ? rest : rest[..end]).ToString();
            rest = (end < 0 ? [] : rest[(end + 1)..]).Trim();
            if (term.Length == 0)
                continue;
            if (++count > Limits.SearchWordsMax)
                throw new RequestProblem($"The text has over {Limits.SearchWordsMax} words; put a phrase in quotes.");
            terms.Add((term, isExcluded));
        }

        return terms;
    }
}
