using System.Text.Encodings.Web;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>How generated JSON is written.</summary>
static class SchemaText
{
    /// <summary>The files are read by people and editors, never put into a web page: only what JSON demands is escaped.</summary>
    internal static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
