namespace CloudAnalytics.Lake.DuckDb;

/// <summary>A column's type as DuckDB names it; the numbers are those of <c>duckdb_type</c> in duckdb.h (1.5).</summary>
public enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampSeconds = 20,
    TimestampMillis = 21,
    TimestampNanos = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    Any = 34,
    BigNum = 35,
    SqlNull = 36,
    StringLiteral = 37,
    IntegerLiteral = 38,
    TimeNanos = 39,
}

/// <summary>What a statement does; the numbers are those of <c>duckdb_statement_type</c> in duckdb.h.</summary>
/// <remarks>DESCRIBE, SUMMARIZE, SHOW and FROM are <see cref="Select"/>; EXPLAIN says nothing of the statement that it explains.</remarks>
public enum DuckDbStatementType
{
    Invalid = 0,
    Select = 1,
    Insert = 2,
    Update = 3,
    Explain = 4,
    Delete = 5,
    Prepare = 6,
    Create = 7,
    Execute = 8,
    Alter = 9,
    Transaction = 10,
    Copy = 11,
    Analyze = 12,
    VariableSet = 13,
    CreateFunction = 14,
    Drop = 15,
    Export = 16,
    Pragma = 17,
    Vacuum = 18,
    Call = 19,
    Set = 20,
    Load = 21,
    Relation = 22,
    Extension = 23,
    LogicalPlan = 24,
    Attach = 25,
    Detach = 26,
    Multi = 27,
}

/// <summary>The kinds of failure that callers tell apart; the numbers are those of <c>duckdb_error_type</c> in duckdb.h.</summary>
/// <remarks>Any other number may occur and means: a failure of the statement, told by its text.</remarks>
public enum DuckDbErrorKind
{
    Unknown = 0,
    Conversion = 2,
    Catalog = 13,
    Parser = 14,
    Syntax = 22,
    Binder = 24,
    /// <summary>Reading or writing a file failed: not there, no space, not readable.</summary>
    Io = 28,
    /// <summary>The statement was stopped by <see cref="DuckDbConnection.Interrupt"/>.</summary>
    Interrupt = 29,
    Internal = 31,
    InvalidInput = 32,
    OutOfMemory = 33,
    /// <summary>The connection is locked down and the statement asked for more.</summary>
    Permission = 34,
}
