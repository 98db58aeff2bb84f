namespace CloudAnalytics.Core;

/// <summary>Every bound of the product, in one place. Units stand in the names.</summary>
public static partial class Limits
{
    /// <summary>Fields of one schema: two 64-bit words say which fields of a row are set. EWS, the widest log, has 92 columns.</summary>
    public const int SchemaFieldsMax = 128;

    /// <summary>
    /// Rows of one batch: about 800 KB of views for 50 columns, which a second-level cache holds while they are filled and read.
    /// </summary>
    public const int BatchRowsMax = 1024;

    /// <summary>Rows per vector of DuckDB (its STANDARD_VECTOR_SIZE).</summary>
    public const int VectorRows = 2048;

    /// <summary>
    /// Bytes that must be readable before and after any text that a view is made of, so that 16 bytes can be loaded at once.
    /// </summary>
    public const int BlockPaddingBytes = 64;

    /// <summary>Bytes of input read at a time from a file: few enough to be still in a cache when they are parsed.</summary>
    public const int BlockBytes = 512 * 1024;

    /// <summary>
    /// Longest record of any format; a longer one is a dead letter. Exchange writes rows of up to some 100 KiB (GenericInfo); Kinesis ends
    /// at 10 MiB.
    /// </summary>
    public const int RecordBytesMax = 1024 * 1024;

    /// <summary>Columns of a file header; cells beyond are counted as surplus.</summary>
    public const int HeaderColumnsMax = 256;

    /// <summary>
    /// Entries of a list or map field of one row: recipients of one message (Exchange's own default limit is 500; 5,000 in hosted systems).
    /// </summary>
    public const int ListEntriesMax = 16384;

    /// <summary>Bytes of one arena block, where text that is not in the input verbatim is kept.</summary>
    public const int ArenaBlockBytes = 256 * 1024;

    /// <summary>Characters of a web token: as many as eight random bytes have in hexadecimal.</summary>
    public const int TokenLengthMin = 16;

    /// <summary>Wrong tokens per minute, from all clients together, after which nobody is let in until the minute is over.</summary>
    public const int LoginFailuresPerMinuteMax = 10;

    /// <summary>How long a browser stays logged in.</summary>
    public const int SessionHours = 12;

    /// <summary>Body of a request of the web UI; log deliveries have their own limit.</summary>
    public const int RequestBodyBytesMax = 1024 * 1024;

    /// <summary>Characters of one parameter in an address of the web API.</summary>
    public const int QueryTextLengthMax = 4096;

    /// <summary>Filters of one search.</summary>
    public const int FilterClausesMax = 32;

    /// <summary>Words and phrases of a search's free text: each is looked for in every text field.</summary>
    public const int SearchWordsMax = 8;

    /// <summary>Rows on a page of search results unless asked otherwise.</summary>
    public const int SearchRows = 100;

    /// <summary>Rows on a page of search results.</summary>
    public const int SearchRowsMax = 1000;

    /// <summary>How long a search may take.</summary>
    public const int SearchSecondsMax = 30;

    /// <summary>Bars of the small chart above search results.</summary>
    public const int HistogramBucketsMax = 120;

    /// <summary>Most frequent values of a field unless asked otherwise.</summary>
    public const int FieldValues = 10;

    /// <summary>Most frequent values of a field.</summary>
    public const int FieldValuesMax = 100;

    /// <summary>Rows of a CSV export: what common spreadsheet programs can hold (1,048,576 lines).</summary>
    public const int ExportRowsMax = 1_000_000;

    /// <summary>How long a CSV export may take, its way to the browser included.</summary>
    public const int ExportSecondsMax = 600;

    /// <summary>Bytes that a statement of the SQL page returns.</summary>
    public const int SqlReplyBytesMax = 32 * 1024 * 1024;

    /// <summary>Characters of a statement.</summary>
    public const int SqlTextLengthMax = 100_000;

    /// <summary>Sources that the intake page lists.</summary>
    public const int IntakeSourcesMax = 5000;

    /// <summary>Dead letters on a page unless asked otherwise.</summary>
    public const int DeadLettersPage = 50;

    /// <summary>Dead letters on a page.</summary>
    public const int DeadLettersPageMax = 200;

    /// <summary>Rows, or groups over time, that a panel is asked for at most.</summary>
    public const int PanelRowsMax = 1000;

    /// <summary>Questions of browsers that run at the same time; the others wait in line.</summary>
    public const int WebQueriesAtOnceMax = 4;

    /// <summary>CSV exports that run at the same time; the others wait in line.</summary>
    public const int WebExportsAtOnceMax = 2;

    /// <summary>Bytes of a broken record that a dead letter keeps.</summary>
    public const int DeadLetterBytesMax = 64 * 1024;

    /// <summary>
    /// Quoted field spanning lines: lines after which an unbalanced quote is taken as broken instead of swallowing the file.
    /// </summary>
    public const int QuotedLinesMax = 64;

    /// <summary>
    /// Conversations in the middle of a login that a parser remembers, each until the server has answered: a server under a brute-force
    /// attack delays its answers by 5 s, so this is 200 attempts a second.
    /// </summary>
    public const int OpenSessionsMax = 1024;

    /// <summary>Bytes of a text that a parser remembers of a conversation: an account, a reason. At most 255, as a byte holds it.</summary>
    public const int SessionTextBytesMax = 128;

    /// <summary>
    /// Surplus cells of a W3C row that are given back to the values they were torn from. A user agent with raw blanks makes some 15; the
    /// work grows with the square of it for values torn in two places.
    /// </summary>
    public const int RealignedCellsMax = 128;

    /// <summary>Values that a W3C row which an agent has cut to the number of columns may have lost at its end and still be read.</summary>
    public const int RealignedCellsLostMax = 2;

    /// <summary>Rows of a row group in a fresh Parquet file: a writer holds one.</summary>
    public const int SegmentRowGroupRows = 12 * VectorRows;

    /// <summary>Rows of a row group in a rolled-up or archived Parquet file: what DuckDB's scans are laid out for.</summary>
    public const int ArchiveRowGroupRows = 60 * VectorRows;

    /// <summary>Rows of a row group of a file that is sorted by a column of which single values are asked for.</summary>
    public const int SortedRowGroupRows = 6 * VectorRows;

    /// <summary>
    /// Row groups of such a file in the archive: the engine looks at each of them, whatever it is asked for. These are a quarter of a
    /// million rows, and some megabytes.
    /// </summary>
    public const int SortedFileRowGroups = 21;

    /// <summary>Values of that column up to which each is asked for by itself: the nodes of one message on some servers.</summary>
    public const int KeysApart = 32;

    /// <summary>
    /// Bytes of a page in a fresh Parquet file from which on it is packed: a second-level cache holds it, and so does one of a reader.
    /// </summary>
    public const int ParquetPageBytes = 512 * 1024;

    /// <summary>Bytes of a row group in memory, whatever its rows: rows of a megabyte must not add up to gigabytes.</summary>
    public const int RowGroupBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Distinct values of a column in a fresh row group beyond which it gets no dictionary: hashing costs more than it saves.
    /// </summary>
    public const int SegmentDictionaryEntries = 250;

    /// <summary>Buckets of a panel over time: 5 minutes for a day, an hour for a week, as many as a chart can show.</summary>
    public const int PanelBucketsMax = 300;

    /// <summary>Groups that an alarm's notification names, worst first.</summary>
    public const int AlarmGroupsMax = 10;

    /// <summary>Windows that an alarm looks back on.</summary>
    public const int AlarmWindowsMax = 100;

    /// <summary>Windows that the picture of an alarm's last numbers shows: two hours of 5 minutes, a day of hours.</summary>
    public const int AlarmTrendWindows = 24;

    /// <summary>How often an interrupt of a query is repeated until it has taken effect.</summary>
    public static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Messages that one trace shows: as many as somebody reads.</summary>
    public const int TraceMessagesMax = 50;

    /// <summary>Rows that one trace reads: 50 messages of some hundred recipients each on a dozen servers.</summary>
    public const int TraceRowsMax = 100_000;

    /// <summary>SMTP conversations that one trace reads.</summary>
    public const int TraceSessionsMax = 100;

    /// <summary>How long before and after its tracking rows a message's SMTP conversation is looked for.</summary>
    public static readonly TimeSpan TraceSessionSpan = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How far a MAIL FROM may lie from the tracking row of a message that only addresses tie it to: a large message takes as long.
    /// </summary>
    public static readonly TimeSpan TraceAddressSpan = TimeSpan.FromMinutes(2);

    /// <summary>How often it is looked for windows of alarms that have closed.</summary>
    public static readonly TimeSpan AlarmInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end a window is judged: rows are visible within five seconds of being logged.</summary>
    public static readonly TimeSpan AlarmSettle = TimeSpan.FromSeconds(10);

    /// <summary>Changes of alarms that are shown.</summary>
    public const int AlarmHistoryMax = 1000;

    /// <summary>
    /// Neighbouring files of one size class from which on they are rolled up: a commit every 2 seconds makes that many in half a minute.
    /// </summary>
    public const int RollUpFilesMin = 16;

    /// <summary>Files that one roll-up takes: what a start after days of commits without maintenance finds, in a few passes.</summary>
    public const int RollUpFilesMax = 1024;

    /// <summary>Bytes from which on a file is not rolled up any more.</summary>
    public const long RollUpBytesMax = 256L * 1024 * 1024;

    /// <summary>
    /// Bytes of a fresh file from which on it is summarised: smaller ones, of which there are few between two roll-ups, are read as they
    /// are.
    /// </summary>
    public const long SummarisedBytesMin = 1024 * 1024;

    /// <summary>Bytes of raw files that one file of the archive stands for; a day with more is split by time.</summary>
    public const long ArchiveFileBytes = 512L * 1024 * 1024;

    /// <summary>Memory of the engine that rolls up and compacts; what does not fit spills to disk.</summary>
    public const long MaintenanceMemoryBytes = 512L * 1024 * 1024;

    /// <summary>Memory of the engine that makes summaries of what was just read in, beside what reading it took.</summary>
    public const long SummaryMemoryBytes = 192L * 1024 * 1024;

    /// <summary>
    /// How long a file that no longer counts stays at least, and for as long as a query runs that may have listed it.
    /// </summary>
    public static readonly TimeSpan ReaderGrace = TimeSpan.FromSeconds(60);

    /// <summary>Queries that may take longer tell the writer that they run: half of the grace, for clocks and slow listings.</summary>
    public static readonly TimeSpan UnmarkedQueryMax = ReaderGrace / 2;

    /// <summary>
    /// How much the times of two deliveries of one event may differ: an agent may write whole seconds where the log has milliseconds.
    /// </summary>
    public static readonly TimeSpan RepeatTimeSlack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after midnight (UTC) the day before is closed: rows that were read before midnight are committed by then.
    /// </summary>
    public static readonly TimeSpan DayCloseDelay = TimeSpan.FromMinutes(15);

    /// <summary>How often the lake is maintained while the server runs.</summary>
    public static readonly TimeSpan MaintenanceInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after the next server's arrival a SEND may be logged without meaning that clocks differ: it waits for the answer.
    /// </summary>
    public static readonly TimeSpan TraceSendLag = TimeSpan.FromSeconds(5);
}
