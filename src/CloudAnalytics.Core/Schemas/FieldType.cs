namespace CloudAnalytics.Core.Schemas;

/// <summary>The closed list of column types; every compiler switches over it exhaustively.</summary>
public enum FieldType
{
    /// <summary>UTC instant; microseconds since 1970 in memory, milliseconds in meaning.</summary>
    Timestamp,

    /// <summary>Text that is filtered and grouped as a whole: names, addresses, codes.</summary>
    Keyword,

    /// <summary>Text that is searched by words: subjects, messages, raw lines.</summary>
    Text,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>IEEE double.</summary>
    Float64,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>IPv4 or IPv6 address as text, without zone id and port.</summary>
    Ip,

    /// <summary>Ordered list of keywords.</summary>
    KeywordList,

    /// <summary>Keyword to text, for columns that the schema does not know.</summary>
    Map,
}
