using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web.Json;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>Writes rows as <c>{"columns":[…],"rows":[[…]],"next":…,"elapsedMs":…}</c>.</summary>
sealed class RowReply : IDisposable
{
    readonly ArrayBufferWriter<byte> _buffer = new();
    readonly Utf8JsonWriter _json;
    readonly int _limit;
    RowCursor? _last;
    bool _hasMore;

    public RowReply(ImmutableArray<Field> columns, int limit)
    {
        _limit = limit;
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
        _json.WriteStartArray("columns");
        foreach (var column in columns)
            _json.WriteStringValue(column.Name);
        _json.WriteEndArray();
        _json.WriteStartArray("rows");
    }

    /// <summary>How many rows were written.</summary>
    public int Rows { get; private set; }

    /// <summary>Writes the rows of a result, whose first columns are time and id where there is a next page to tell.</summary>
    public RowReply Read(LakeQuery result)
    {
        while (result.NextChunk())
        {
            for (var i = 0; i < result.RowCount; i++)
            {
                if (Rows == _limit)
                {
                    _hasMore = true;
                    return this;
                }

                _json.WriteStartArray();
                for (var column = 0; column < result.ColumnNames.Count; column++)
                    CellJson.Write(_json, result.Column(column), i);
                _json.WriteEndArray();
                Rows++;
                if (Rows == _limit && result.ColumnNames.Count > 1 && result.ColumnNames[1] == CommonFields.Id.Name)
                    _last = new RowCursor(Timestamp.From(result.Column(0).GetTime(i)!.Value), result.Column(1).GetString(i)!);
            }
        }

        return this;
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The whole answer.</summary>
    public ReadOnlyMemory<byte> Finish(TimeSpan elapsed)
    {
        _json.WriteEndArray();
        if (_hasMore && _last is { } last)
            _json.WriteString("next", last.ToString());
        else
            _json.WriteNull("next");
        _json.WriteNumber("elapsedMs", Math.Round(elapsed.TotalMilliseconds, 1));
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }
}
