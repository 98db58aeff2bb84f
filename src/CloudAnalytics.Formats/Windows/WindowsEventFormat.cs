using System.Buffers.Text;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// Events of Windows' event logs: JSON as Kinesis Agent for Windows and Fluent Bit send it, and XML as
/// <c>wevtutil qe LOG /f:xml</c>, <c>/f:RenderedXml</c> and the event viewer export it.
/// </summary>
/// <remarks>
/// XML is read as UTF-8; what reads files turns the UTF-16 of <c>wevtutil</c>'s redirected output into UTF-8 before. The agent sends the
/// values of an event without their names, so events of known shape are read by the values' order, which Windows fixes per event.
/// </remarks>
public sealed class WindowsEventFormat : TabularFormat
{
    /// <summary>Event id as a number.</summary>
    public static readonly Field<long> EventId = Field.Int64("event_id",
        "Number of the event; its meaning depends on the provider.", "event.code");

    /// <summary>Log.</summary>
    public static readonly Field<Utf8Text> Channel = Field.Keyword("channel",
        "Event log: Application, System, Security, MSExchange Management.", "winlog.channel");

    /// <summary>Provider.</summary>
    public static readonly Field<Utf8Text> Provider = Field.Keyword("provider",
        "Program or component that wrote the event: MSExchangeTransport, MSExchange CmdletLogs.", "event.provider");

    /// <summary>Number in the log.</summary>
    public static readonly Field<long> RecordNumber = Field.Int64("record_number",
        "Number of the event in its log on that machine; a gap in these is an event that was lost.", "winlog.record_id");

    /// <summary>Description.</summary>
    public static readonly Field<Utf8Text> Message = Field.Text("message",
        "What the event viewer shows, in the system's language; null where the export left it out.");

    /// <summary>Keywords.</summary>
    public static readonly Field<Utf8Text> Keywords = Field.Keyword("keywords",
        "Keywords of the event: Classic, Audit Failure; in plain XML a bit mask.", "winlog.keywords");

    /// <summary>Unnamed values.</summary>
    public static readonly Field<Utf8List> EventData = Field.List("event_data",
        "Values of the event that have no names, in their order; named ones are attributes.");

    /// <summary>Cmdlet.</summary>
    public static readonly Field<Utf8Text> Cmdlet = Field.Keyword("cmdlet", "Exchange cmdlet that was run (MSExchange Management).");

    /// <summary>Kind of logon.</summary>
    public static readonly Field<long> LogonType = Field.Int64("logon_type",
        "Kind of a logon: 2 at the console, 3 over the network, 5 a service, 8 over the network in clear text, 10 remote desktop.",
        "winlog.logon.type");

    /// <summary>Client's name.</summary>
    public static readonly Field<Utf8Text> Workstation = Field.Keyword("workstation",
        "Name that the client of a logon gives itself.", "source.domain");

    /// <summary>Task.</summary>
    public static readonly Field<Utf8Text> Task = Field.Keyword("task", "Task of the provider that the event belongs to, a number.");

    /// <summary>Process.</summary>
    public static readonly Field<long> ProcessId = Field.Int64("process_id", "Process that wrote the event.", "process.pid");

    /// <summary>Thread.</summary>
    public static readonly Field<long> ThreadId = Field.Int64("thread_id", "Thread that wrote the event.", "process.thread.id");

    /// <summary>Activity.</summary>
    public static readonly Field<Utf8Text> ActivityId = Field.Keyword("activity_id",
        "Activity that the event belongs to.", "winlog.activity_id");

    static readonly Schema s_schema = new("windows_event",
        "One event of a Windows event log; action is the event's number as text.",
        CommonFields.Action, EventId, Provider, Channel, CommonFields.Severity, CommonFields.Outcome, Message, CommonFields.UserName,
        CmdletFields.UserSid, CommonFields.ClientIp, Workstation, LoginFields.Login, LoginFields.FailureReason, LogonType,
        LoginFields.AuthMethod, Cmdlet, CmdletFields.Parameters, EventData, Keywords, RecordNumber, Task, ProcessId, ThreadId,
        ActivityId);

    static readonly int s_eventId;
    static readonly int s_machine;
    static readonly int s_level;
    static readonly int s_eventData;
    static readonly int s_firstValue;
    static readonly Columns s_columns = Declare(out s_firstValue)
        .Slot("EventId", out s_eventId)
        .Text("Description", Message)
        .Text("Message", Message)
        .Text("LevelDisplayName", CommonFields.Severity)
        .Slot("Level", out s_level)
        .Text("LogName", Channel)
        .Text("Channel", Channel)
        .Slot("MachineName", out s_machine)
        .Slot("Computer", s_machine)
        .Text("ProviderName", Provider)
        .Time("TimeCreated", CommonFields.Time)
        .Int64("Index", RecordNumber)
        .Int64("EventRecordID", RecordNumber)
        .Text("UserName", CmdletFields.UserSid)
        .Text("UserID", CmdletFields.UserSid)
        .Text("Keywords", Keywords)
        .Slot("EventData", out s_eventData)
        .Slot("StringInserts", s_eventData)
        .Text("Task", Task)
        .Int64("ProcessID", ProcessId)
        .Int64("ThreadID", ThreadId)
        .Text("ActivityID", ActivityId);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Windows event logs (Application, System, Security, MSExchange Management): agent JSON, or XML exported with wevtutil qe LOG /f:RenderedXml.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/windows/win32/wes/eventschema-schema";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["ProviderName", "LogName", "EventId"];

    /// <summary>Name of the cell that holds a value of the event by its place.</summary>
    internal static string ValueColumn(int index) => $"EventData[{index}]";

    /// <inheritdoc/>
    public override bool IsLogFile(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart(" \t\r\n\0"u8);
        return head.StartsWith("<"u8) && head.IndexOf("<Event"u8) >= 0
            && (head.IndexOf("http://schemas.microsoft.com/win/2004/08/events/event"u8) >= 0 || head.IndexOf("<System>"u8) >= 0);
    }

    /// <inheritdoc/>
    public override bool IsJson(ReadOnlySpan<byte> json) =>
        base.IsJson(json) || (JsonKeys.Has(json, "ProviderName") && JsonKeys.Has(json, "Channel") && JsonKeys.Has(json, "EventID"));

    /// <inheritdoc/>
    public override ILogParser CreateParser(LogEncoding encoding, ParserContext context) =>
        encoding == LogEncoding.Json ? base.CreateParser(encoding, context) : new WindowsEventXmlParser(this, context);

    internal override unsafe string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        var id = cells[s_eventId];
        if (!Utf8Parser.TryParse(id, out long number, out var used) || used != id.Length)
            return "it has no event id";
        row.Set(EventId, number);
        row.Set(CommonFields.Action, cells.View(s_eventId));

        // An event that was collected from another machine is that one's; an agent's decoration names the collector.
        if (!cells[s_machine].IsEmpty)
            row.Set(CommonFields.Host, cells.View(s_machine));
        if (row.Get(CommonFields.Severity).IsEmpty)
            row.Set(CommonFields.Severity, LevelName(cells[s_level]));
        var values = new EventValues(cells.Address(s_firstValue));
        if (!cells[s_eventData].IsEmpty)
            values.Read(ref row, cells[s_eventData]);
        row.Set(CommonFields.Outcome, OutcomeOf(row.Get(Keywords)));
        var provider = row.Get(Provider);
        if (provider.SequenceEqual("MSExchange CmdletLogs"u8))
            CmdletEvents.Read(ref row, number, values);
        else if (provider.SequenceEqual("Microsoft-Windows-Security-Auditing"u8))
            LogonEvents.Read(ref row, number, values);
        return null;
    }

    // A log that was cleared counts from 1 again, so the second belongs to the identity too.
    internal override bool TryNaturalId(ref RowWriter row, in Cells cells, out RecordId id)
    {
        id = default;
        var machine = cells[s_machine];
        if (machine.IsEmpty || machine.Length > MachineNameBytesMax || row.Get(RecordNumber) is not { } number)
            return false;
        Span<byte> lower = stackalloc byte[MachineNameBytesMax];
        Ascii.ToLower(machine, lower, out var length);
        var second = row.IsSet(CommonFields.TimeSource) ? 0 : row.Get(CommonFields.Time)?.Micros / 1_000_000 ?? 0;
        id = new RecordId(Hash64.Of(row.Get(Channel), Hash64.Of(lower[..length])), ((ulong)number << 24) ^ ((ulong)second & 0xFF_FFFF));
        return true;
    }

    // RFC 1035 2.3.4: a name has at most 255 bytes.
    const int MachineNameBytesMax = 255;

    static Columns Declare(out int firstValue)
    {
        var columns = new Columns().Slot(ValueColumn(0), out firstValue);
        for (var i = 1; i < EventValues.Max; i++)
            columns.Slot(ValueColumn(i), out _);
        return columns;
    }

    // Names of .NET's EventLogLevel, which the agent sends; 0 is what Security events have.
    static ReadOnlySpan<byte> LevelName(ReadOnlySpan<byte> level) => level switch
    {
        [(byte)'0'] => "LogAlways"u8,
        [(byte)'1'] => "Critical"u8,
        [(byte)'2'] => "Error"u8,
        [(byte)'3'] => "Warning"u8,
        [(byte)'4'] => "Informational"u8,
        [(byte)'5'] => "Verbose"u8,
        _ => level,
    };

    // Audit events say how they ended in their keywords: by name, or in plain XML as bits 52 (failure) and 53 (success).
    static Utf8View OutcomeOf(ReadOnlySpan<byte> keywords)
    {
        const ulong auditFailure = 0x10000000000000;
        const ulong auditSuccess = 0x20000000000000;
        if (keywords.StartsWith("0x"u8) && Utf8Parser.TryParse(keywords[2..], out ulong bits, out _, 'x'))
            return (bits & auditFailure) != 0 ? Outcome.Failure : (bits & auditSuccess) != 0 ? Outcome.Success : Outcome.Unknown;
        return keywords.IndexOf("Audit Failure"u8) >= 0 ? Outcome.Failure
            : keywords.IndexOf("Audit Success"u8) >= 0 ? Outcome.Success
            : Outcome.Unknown;
    }
}
