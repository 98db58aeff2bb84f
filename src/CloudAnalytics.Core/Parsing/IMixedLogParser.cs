namespace CloudAnalytics.Core.Parsing;

/// <summary>A parser of a log in which records of several formats stand mixed, as in a syslog file.</summary>
public interface IMixedLogParser : ILogParser
{
    /// <summary>
    /// The format of the record at the start of the input. <see cref="ILogParser.Parse"/> must then be given a batch of that format, and
    /// stops before the first record of another one.
    /// </summary>
    /// <param name="input">As it will be given to <see cref="ILogParser.Parse"/>; may begin with an unfinished record, for which any
    /// format is an answer.</param>
    ILogFormat FormatAt(in ParseInput input);
}
