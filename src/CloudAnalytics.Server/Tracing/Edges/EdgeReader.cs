using CloudAnalytics.Core;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Tracing.Edges;

/// <summary>Reads edges by their nodes, which the archive is sorted by.</summary>
/// <param name="lake">The lake.</param>
sealed class EdgeReader(LakeSql lake)
{
    static readonly string[] s_columns =
    [
        "node", "edge", "other", "time", "host", "program", "action", "outcome", "sender", "recipient", "original_recipient", "message_id",
        "user_name", "client_ip", "client_hostname", "user_agent", "protocol", "relay_host", "relay_port", "reply", "folder", "bytes",
        "recipient_count",
    ];

    static readonly QueryLimits s_limits = QueryLimits.Default with { RowsMax = Limits.TraceRowsMax };

    /// <summary>What one question may take.</summary>
    internal QueryLimits Limit { get; init; } = s_limits;

    /// <summary>All that is told of some nodes. A line that was logged twice tells nothing new: it counts once.</summary>
    internal List<Edge> Of(IReadOnlyCollection<string> nodes, CancellationToken cancellationToken)
    {
        var edges = new HashSet<Edge>();
        foreach (var some in nodes.Chunk(Limits.TraceNodesPerQuery))
            edges.UnionWith(lake.QueryByKey("mail_edge", s_columns, some, Row, Limit, cancellationToken));
        return [.. edges];
    }

    /// <summary>The edges of a condition, each once.</summary>
    internal HashSet<Edge> Where(string condition, ReadOnlySpan<SqlValue> parameters, CancellationToken cancellationToken)
    {
        var edges = new HashSet<Edge>();
        using var query = lake.Query(
            $"SELECT {string.Join(", ", s_columns)} FROM mail_edge WHERE {condition}", parameters, Limit, cancellationToken);
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                edges.Add(Row(query, i));
        }

        return edges;
    }

    /// <summary>The queue's nodes of an address within a time, the latest first.</summary>
    /// <remarks>No edge is filed under the addresses of a message: those columns are searched, of the days asked for.</remarks>
    internal List<(string Node, DateTimeOffset Time)> OfAddress(
        string address, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT node, max(time) FROM mail_edge
            WHERE time >= $2 AND time < $3 AND starts_with(node, '{EdgeNode.QueuePrefix}')
                AND (lower(sender) = $1 OR lower(recipient) = $1 OR lower(original_recipient) = $1)
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {Limits.TraceNodesMax}
            """;
        using var query = lake.Query(sql, [EdgeNode.Folded(address), from, to], s_limits, cancellationToken);
        var nodes = new List<(string, DateTimeOffset)>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                nodes.Add((query.Column(0).GetString(i)!, query.Column(1).GetTime(i)!.Value));
        }

        return nodes;
    }

    /// <summary>What was refused before it got a number in a queue, by sender or recipient, the latest first.</summary>
    internal IReadOnlyCollection<Edge> RefusedOf(
        string address, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Where($"""
            starts_with(node, '{EdgeNode.AddressPrefix}') AND edge = 'refused' AND time >= $2 AND time < $3
                AND (node = '{EdgeNode.AddressPrefix}' || $1 OR lower(sender) = $1 OR lower(recipient) = $1)
            ORDER BY time DESC LIMIT {Limits.TraceMessagesMax}
            """, [EdgeNode.Folded(address), from, to], cancellationToken);

    /// <summary>The hosts that edges come from.</summary>
    internal List<string> Hosts(CancellationToken cancellationToken)
    {
        using var query = lake.Query("SELECT DISTINCT host FROM mail_edge WHERE host IS NOT NULL ORDER BY 1", [], s_limits,
            cancellationToken);
        var hosts = new List<string>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                hosts.Add(query.Column(0).GetString(i)!);
        }

        return hosts;
    }

    static Edge Row(LakeQuery query, int row)
    {
        string Text(string name) => query.Column(name).GetString(row) ?? "";
        long? Number(string name) => query.Column(name) is var column && column.IsNull(row) ? null : column.GetInt64(row);
        return new Edge
        {
            Node = Text("node"),
            Kind = Text("edge"),
            Other = Text("other"),
            Time = query.Column("time").GetTime(row)!.Value,
            Host = Text("host"),
            Program = Text("program"),
            Action = Text("action"),
            Outcome = Text("outcome"),
            Sender = Text("sender"),
            Recipient = Text("recipient"),
            OriginalRecipient = Text("original_recipient"),
            MessageId = Text("message_id"),
            UserName = Text("user_name"),
            ClientIp = Text("client_ip"),
            ClientHostname = Text("client_hostname"),
            UserAgent = Text("user_agent"),
            Protocol = Text("protocol"),
            RelayHost = Text("relay_host"),
            RelayPort = Number("relay_port"),
            Reply = Text("reply"),
            Folder = Text("folder"),
            Bytes = Number("bytes"),
            RecipientCount = Number("recipient_count"),
        };
    }
}
