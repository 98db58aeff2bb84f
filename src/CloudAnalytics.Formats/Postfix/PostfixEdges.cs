using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>What Postfix's lines say of messages' ways.</summary>
sealed class PostfixEdges : IRowDerivation
{
    PostfixEdges()
    {
    }

    /// <summary>The only one.</summary>
    internal static PostfixEdges Instance { get; } = new();

    /// <inheritdoc/>
    public Schema Schema => MailEdge.Schema;

    /// <inheritdoc/>
    public void Derive(in RowReader row, RecordBatch target)
    {
        var action = row.Get(CommonFields.Action);
        if (action.IsEmpty)
            return;
        var edges = new EdgeRow(row, "postfix"u8, target);
        var queueId = row.Get(UnixFields.QueueId);
        var queue = queueId.IsEmpty ? default : NodeName.Queue(row.Get(CommonFields.Host), queueId);
        if (!row.Get(PostfixFields.DeliveryStatus).IsEmpty && row.Count(CommonFields.Recipients) > 0)
            Delivery(row, ref edges, queue);
        else if (queueId.IsEmpty)
            WithoutQueue(row, ref edges, action);
        else if (Is(action, "message-id"u8) || Is(action, "resent-message-id"u8))
            MessageId(row, ref edges, queue);
        else if (Is(action, "queued"u8))
            Queued(row, ref edges, queue);
        else if (Is(action, "client"u8) || Is(action, "pickup"u8))
            Arrival(row, ref edges, queue);
        else if (Is(action, "expired"u8))
            Plain(row, ref edges, "expired"u8, queue);
        else if (Is(action, "removed"u8))
            Plain(row, ref edges, "removed"u8, queue);
        else if (Is(action, "hold"u8) || Is(action, "milter-hold"u8) || Is(action, "released"u8))
            Plain(row, ref edges, "held"u8, queue);
        else if (action.EndsWith("-notification"u8))
            Report(row, ref edges, queue);
        else if (IsRefusal(action))
            Refused(row, ref edges, queue);
    }

    static bool Is(ReadOnlySpan<byte> action, ReadOnlySpan<byte> name) => action.SequenceEqual(name);

    static bool IsRefusal(ReadOnlySpan<byte> action) => Is(action, "reject"u8) || Is(action, "milter-reject"u8) || Is(action, "discard"u8)
        || Is(action, "milter-discard"u8) || Is(action, "proxy-reject"u8);

    static void WithoutQueue(in RowReader row, scoped ref EdgeRow edges, ReadOnlySpan<byte> action)
    {
        if (IsRefusal(action))
        {
            Refused(row, ref edges, default);
        }
        else if (Is(action, "proxy-accept"u8) && row.Get(UnixFields.QueuedAs) is { IsEmpty: false } queuedAs)
        {
            // The queue behind a proxy sees only the proxy: this line alone knows the client.
            var edge = edges.New("arrival"u8, NodeName.Queue(row.Get(CommonFields.Host), queuedAs));
            Client(ref edges, ref edge);
            edge.Commit();
        }
    }

    // A filter hands the message in and says what its number was before: that is where it comes from.
    static void Arrival(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        var edge = edges.New("arrival"u8, queue);
        Client(ref edges, ref edge);
        edge.Commit();
        var previous = row.Get(PostfixFields.PreviousQueueId);
        if (previous.IsEmpty)
            return;
        var name = row.Get(UnixFields.ClientHostname);
        var host = PostfixText.IsLoopback(row.Get(CommonFields.ClientIp), name) ? row.Get(CommonFields.Host) : name;
        edge = edges.New("previous"u8, queue, NodeName.Queue(host, previous));
        edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
        edge.Commit();
    }

    static void Client(scoped ref EdgeRow edges, ref RowWriter edge)
    {
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender, CommonFields.UserName,
            CommonFields.ClientIp, UnixFields.ClientHostname);
        edges.Copy(ref edge, UnixFields.Pid);
    }

    static void MessageId(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        var message = NodeName.Message(row.Get(CommonFields.MessageId));
        if (message.IsEmpty)
            return;
        for (var direction = 0; direction < 2; direction++)
        {
            var edge = edges.New("message_id"u8, direction == 0 ? queue : message, direction == 0 ? message : queue);
            edges.Copy(ref edge, CommonFields.Action, UnixFields.Program, CommonFields.MessageId);
            edge.Commit();
        }
    }

    static void Queued(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        var edge = edges.New("queued"u8, queue);
        edges.Copy(ref edge, CommonFields.Action, UnixFields.Program, CommonFields.Sender);
        edges.Copy(ref edge, CommonFields.Bytes, UnixFields.RecipientCount);
        edge.Commit();
        Address(row, ref edges, row.Get(CommonFields.Sender), queue);
    }

    static void Delivery(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        if (queue.IsEmpty)
            return;
        var next = Next(row);
        var recipient = row.ItemAt(CommonFields.Recipients, 0);
        var edge = edges.New("delivery"u8, queue, next);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender,
            UnixFields.OriginalRecipient, UnixFields.RelayHost, UnixFields.RelayIp, CommonFields.ErrorCode, UnixFields.Reply);
        edges.Copy(ref edge, UnixFields.RelayPort);
        edge.Set(MailEdge.Recipient, recipient);
        if (row.Get(CommonFields.DurationMs) is { } millis)
            edge.Set(CommonFields.DurationMs, millis);
        edge.Commit();
        if (!next.IsEmpty)
        {
            edge = edges.New("previous"u8, next, queue);
            edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
            edge.Set(MailEdge.Recipient, recipient);
            edge.Commit();
        }

        Address(row, ref edges, recipient, queue);
        Address(row, ref edges, row.Get(UnixFields.OriginalRecipient), queue);
    }

    // The queue that the message stands in next: on this host where the server's address or the forwarding daemon is its own.
    static NodeName Next(scoped in RowReader row)
    {
        var queuedAs = row.Get(UnixFields.QueuedAs);
        if (queuedAs.IsEmpty)
            return default;
        var host = row.Get(UnixFields.RelayHost);
        var ip = row.Get(UnixFields.RelayIp);
        return NodeName.Queue(
            ip.IsEmpty || PostfixText.IsLoopback(ip, host) || host.IsEmpty ? row.Get(CommonFields.Host) : host, queuedAs);
    }

    static void Address(in RowReader row, scoped ref EdgeRow edges, ReadOnlySpan<byte> address, NodeName queue)
    {
        var node = NodeName.Address(address);
        if (node.IsEmpty)
            return;
        var edge = edges.New("address"u8, node, queue);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program);
        edge.Commit();
    }

    static void Report(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        var child = NodeName.Queue(row.Get(CommonFields.Host), row.Get(PostfixFields.ChildQueueId));
        for (var direction = 0; direction < 2; direction++)
        {
            var edge = direction == 0 ? edges.New("bounce"u8, queue, child) : edges.New("parent"u8, child, queue);
            edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
            edge.Commit();
        }
    }

    static void Plain(in RowReader row, scoped ref EdgeRow edges, ReadOnlySpan<byte> kind, NodeName node)
    {
        var edge = edges.New(kind, node);
        Decision(row, ref edges, ref edge);
        edge.Commit();
    }

    // Of the queue where there is one; of both addresses, so that what never got a queue id is found too.
    static void Refused(in RowReader row, scoped ref EdgeRow edges, NodeName queue)
    {
        if (!queue.IsEmpty)
            Plain(row, ref edges, "refused"u8, queue);
        var recipient = NodeName.Address(row.Count(CommonFields.Recipients) > 0 ? row.ItemAt(CommonFields.Recipients, 0) : default);
        var sender = NodeName.Address(row.Get(CommonFields.Sender));
        foreach (var isSender in (ReadOnlySpan<bool>)[false, true])
        {
            var node = isSender ? sender : recipient;
            if (node.IsEmpty)
                continue;
            var edge = edges.New("refused"u8, node, queue);
            Decision(row, ref edges, ref edge);
            edge.Commit();
        }
    }

    static void Decision(in RowReader row, scoped ref EdgeRow edges, ref RowWriter edge)
    {
        Client(ref edges, ref edge);
        edges.Copy(ref edge, CommonFields.ErrorCode, UnixFields.Reply);
        if (row.Count(CommonFields.Recipients) > 0)
            edge.Set(MailEdge.Recipient, row.ItemAt(CommonFields.Recipients, 0));
    }
}
