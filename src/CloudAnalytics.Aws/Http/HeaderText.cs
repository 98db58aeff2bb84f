using System.Text;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Http;

/// <summary>Headers as they go over the wire.</summary>
static class HeaderText
{
    /// <summary>Adds lines of the form <c>name: value</c>.</summary>
    internal static void Append(StringBuilder head, IReadOnlyList<(string Name, string Value)> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            Check.That(!value.Contains('\n', StringComparison.Ordinal));
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
