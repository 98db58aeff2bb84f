using System.Buffers;
using System.Text;
using System.Xml;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Windows;

/// <summary>Puts the elements of one event's XML (Microsoft Learn, "Event Schema") into the cells that its JSON would have.</summary>
sealed unsafe class EventXml
{
    static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    // Programs write control characters into events, and Windows exports them as they are; XML 1.0 (2.2) has no place for them.
    static readonly SearchValues<byte> s_controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not (9 or 10 or 13)).Select(c => (byte)c)]);

    static readonly string[] s_columns =
    [
        "EventId", "Description", "Level", "LogName", "MachineName", "ProviderName", "TimeCreated", "Index", "UserName", "Keywords", "Task",
        "ProcessID", "ThreadID", "ActivityID", .. Enumerable.Range(0, EventValues.Max).Select(WindowsEventFormat.ValueColumn),
    ];

    static readonly int s_firstValue = Array.IndexOf(s_columns, WindowsEventFormat.ValueColumn(0));

    readonly Layout _layout;
    readonly StringBuilder _text = new();
    readonly StringBuilder _keywords = new();
    int _values;

    internal EventXml(WindowsEventFormat format) => _layout = new Layout(format.Columns, format.Schema, s_columns);

    /// <summary>Reads an event into a row.</summary>
    /// <returns>Whether it is well-formed XML.</returns>
    internal bool Read(ref RowWriter row, RowAssembler rows, byte* xml, int length)
    {
        _values = 0;
        _keywords.Clear();
        using var stream = new UnmanagedMemoryStream(Cleaned(xml, length, row.Arena), length);
        using var reader = XmlReader.Create(stream, s_settings);
        try
        {
            Walk(ref row, rows, reader);
        }
        catch (XmlException)
        {
            return false;
        }

        if (_keywords.Length > 0)
            Cell(ref row, rows, "Keywords", _keywords.ToString());
        return true;
    }

    static byte* Cleaned(byte* xml, int length, Arena arena)
    {
        var text = new ReadOnlySpan<byte>(xml, length);
        var at = text.IndexOfAny(s_controls);
        if (at < 0)
            return xml;
        var copy = arena.Reserve(length);
        text.CopyTo(new Span<byte>(copy, length));
        for (; at < length; at++)
        {
            if (s_controls.Contains(copy[at]))
                copy[at] = (byte)'?';
        }

        return copy;
    }

    void Walk(ref RowWriter row, RowAssembler rows, XmlReader reader)
    {
        var section = "";
        var name = (string?)null;
        var isLeaf = false;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth == 1)
                        section = reader.LocalName;
                    if (section == "System")
                        SystemAttributes(ref row, rows, reader);
                    name = reader.GetAttribute("Name");
                    isLeaf = true;
                    _text.Clear();
                    if (reader.IsEmptyElement)
                        Leaf(ref row, rows, section, reader.LocalName, name);
                    isLeaf &= !reader.IsEmptyElement;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    _text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    if (isLeaf)
                        Leaf(ref row, rows, section, reader.LocalName, name);
                    isLeaf = false;
                    break;
            }
        }
    }

    void SystemAttributes(ref RowWriter row, RowAssembler rows, XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "Provider":
                Cell(ref row, rows, "ProviderName", reader.GetAttribute("Name") ?? reader.GetAttribute("EventSourceName"));
                break;
            case "TimeCreated":
                Cell(ref row, rows, "TimeCreated", reader.GetAttribute("SystemTime"));
                break;
            case "Security":
                Cell(ref row, rows, "UserName", reader.GetAttribute("UserID"));
                break;
            case "Execution":
                Cell(ref row, rows, "ProcessID", reader.GetAttribute("ProcessID"));
                Cell(ref row, rows, "ThreadID", reader.GetAttribute("ThreadID"));
                break;
            case "Correlation":
                Cell(ref row, rows, "ActivityID", reader.GetAttribute("ActivityID"));
                break;
        }
    }

    // An element without elements in it.
    void Leaf(ref RowWriter row, RowAssembler rows, string section, string element, string? name)
    {
        switch (section)
        {
            case "System":
                System(ref row, rows, element);
                break;
            case "EventData" when element == "Data":
                Value(ref row, rows, name);
                break;
            case "RenderingInfo" when element == "Message":
                Cell(ref row, rows, "Description", _text.ToString());
                break;
            case "RenderingInfo" when element == "Keyword":
                _keywords.Append(_keywords.Length > 0 ? "," : "").Append(_text);
                break;
            case "EventData" or "UserData":
                Attribute(ref row, name ?? element, _text.ToString());
                break;
        }
    }

    void System(ref RowWriter row, RowAssembler rows, string element)
    {
        var text = _text.ToString();
        switch (element)
        {
            case "EventID":
                Cell(ref row, rows, "EventId", text);
                break;
            case "EventRecordID":
                Cell(ref row, rows, "Index", text);
                break;
            case "Channel":
                Cell(ref row, rows, "LogName", text);
                break;
            case "Computer":
                Cell(ref row, rows, "MachineName", text);
                break;
            case "Level" or "Task" or "Keywords":
                Cell(ref row, rows, element, text);
                break;
            case "Opcode" or "Version" when text != "0":
                Attribute(ref row, element, text);
                break;
        }
    }

    void Value(ref RowWriter row, RowAssembler rows, string? name)
    {
        var text = _text.ToString();
        if (name is null)
            row.Add(WindowsEventFormat.EventData, Utf8(row.Arena, text));
        else
            Attribute(ref row, name, text);
        if (_values < EventValues.Max)
            Cell(ref row, rows, s_firstValue + _values, text);
        _values++;
    }

    static void Attribute(ref RowWriter row, string name, string text)
    {
        if (text.Length > 0 && text != "-")
            row.Add(CommonFields.Attributes, Utf8(row.Arena, name), Utf8(row.Arena, text));
    }

    void Cell(ref RowWriter row, RowAssembler rows, string column, string? text) =>
        Cell(ref row, rows, Array.IndexOf(s_columns, column), text ?? "");

    void Cell(ref RowWriter row, RowAssembler rows, int column, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var memory = row.Arena.Reserve(length);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        rows.Cell(ref row, _layout, column, memory, length);
    }

    static Utf8View Utf8(Arena arena, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var memory = arena.Reserve(length);
        Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
        return Utf8View.Borrow(memory, length);
    }
}
