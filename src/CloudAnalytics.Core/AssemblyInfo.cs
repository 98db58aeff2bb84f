using System.Runtime.CompilerServices;

// Parsers write cells in place: the one liberty that Formats has over other users of a batch.
[assembly: InternalsVisibleTo("CloudAnalytics.Formats")]
[assembly: InternalsVisibleTo("CloudAnalytics.Core.Tests")]
