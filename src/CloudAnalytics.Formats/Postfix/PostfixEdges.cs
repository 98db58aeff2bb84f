using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>What Postfix's lines say of messages' ways.</summary>
sealed class PostfixEdges : IRowDerivation
{
    static readonly Utf8View s_arrival = Utf8View.Inline("arrival"u8);
    static readonly Utf8View s_messageId = Utf8View.Inline("message_id"u8);
    static readonly Utf8View s_queued = Utf8View.Inline("queued"u8);
    static readonly Utf8View s_delivery = Utf8View.Inline("delivery"u8);
    static readonly Utf8View s_previous = Utf8View.Inline("previous"u8);
    static readonly Utf8View s_bounce = Utf8View.Inline("bounce"u8);
    static readonly Utf8View s_parent = Utf8View.Inline("parent"u8);
    static readonly Utf8View s_expired = Utf8View.Inline("expired"u8);
    static readonly Utf8View s_removed = Utf8View.Inline("removed"u8);
    static readonly Utf8View s_held = Utf8View.Inline("held"u8);
    static readonly Utf8View s_refused = Utf8View.Inline("refused"u8);

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
        var queue = edges.Queue(row.Get(CommonFields.Host), queueId);
        if (queue.IsEmpty)
            WithoutQueue(row, ref edges, action);
        else if (!row.Get(PostfixFields.DeliveryStatus).IsEmpty && row.Count(CommonFields.Recipients) > 0)
            Delivery(row, ref edges, queue);
        else if (Is(action, "message-id"u8) || Is(action, "resent-message-id"u8))
            MessageId(row, ref edges, queue);
        else if (Is(action, "queued"u8))
            Queued(row, ref edges, queue);
        else if (Is(action, "client"u8) || Is(action, "pickup"u8))
            Arrival(row, ref edges, queue);
        else if (Is(action, "expired"u8))
            Plain(row, ref edges, s_expired, queue);
        else if (Is(action, "removed"u8))
            Plain(row, ref edges, s_removed, queue);
        else if (Is(action, "hold"u8) || Is(action, "milter-hold"u8) || Is(action, "released"u8))
            Plain(row, ref edges, s_held, queue);
        else if (action.EndsWith("-notification"u8))
            Report(row, ref edges, queue);
        else if (IsRefusal(action))
            Plain(row, ref edges, s_refused, queue);
    }

    static bool Is(ReadOnlySpan<byte> action, ReadOnlySpan<byte> name) => action.SequenceEqual(name);

    static bool IsRefusal(ReadOnlySpan<byte> action) => Is(action, "reject"u8) || Is(action, "milter-reject"u8) || Is(action, "discard"u8)
        || Is(action, "milter-discard"u8) || Is(action, "proxy-reject"u8);

    static void WithoutQueue(in RowReader row, scoped ref EdgeRow edges, ReadOnlySpan<byte> action)
    {
        if (IsRefusal(action))
        {
            // Of the one whom it was for, so that what never got a queue id has a name; without one of its sender.
            var recipient = edges.Address(row.Count(CommonFields.Recipients) > 0 ? row.ItemAt(CommonFields.Recipients, 0) : default);
            var node = recipient.IsEmpty ? edges.Address(row.Get(CommonFields.Sender)) : recipient;
            if (!node.IsEmpty)
                Plain(row, ref edges, s_refused, node);
        }
        else if (Is(action, "proxy-accept"u8) && row.Get(UnixFields.QueuedAs) is { IsEmpty: false } queuedAs)
        {
            // The queue behind a proxy sees only the proxy: this line alone knows the client.
            var edge = edges.New(s_arrival, edges.Queue(row.Get(CommonFields.Host), queuedAs));
            Client(ref edges, ref edge);
            edge.Commit();
        }
    }

    // A filter hands the message in and says what its number was before: that is where it comes from.
    static void Arrival(in RowReader row, scoped ref EdgeRow edges, Utf8View queue)
    {
        var edge = edges.New(s_arrival, queue);
        Client(ref edges, ref edge);
        edges.Copy(ref edge, LoginFields.Protocol);
        edge.Commit();
        var previous = row.Get(PostfixFields.PreviousQueueId);
        if (previous.IsEmpty)
            return;
        var name = row.Get(UnixFields.ClientHostname);
        var host = PostfixText.IsLoopback(row.Get(CommonFields.ClientIp), name) ? row.Get(CommonFields.Host) : name;
        edge = edges.New(s_previous, queue, edges.Queue(host, previous));
        edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
        edge.Commit();
    }

    static void Client(scoped ref EdgeRow edges, ref RowWriter edge)
    {
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender, CommonFields.UserName,
            CommonFields.ClientIp, UnixFields.ClientHostname);
    }

    static void MessageId(in RowReader row, scoped ref EdgeRow edges, Utf8View queue)
    {
        var message = edges.Message(row.Get(CommonFields.MessageId));
        if (message.IsEmpty)
            return;
        var edge = edges.New(s_messageId, queue, message);
        edges.Copy(ref edge, CommonFields.Action, UnixFields.Program, CommonFields.MessageId);
        edge.Commit();
        // The way back leads to the queue, and the queue tells the rest.
        edges.New(s_messageId, message, queue).Commit();
    }

    static void Queued(in RowReader row, scoped ref EdgeRow edges, Utf8View queue)
    {
        var edge = edges.New(s_queued, queue);
        edges.Copy(ref edge, CommonFields.Action, UnixFields.Program, CommonFields.Sender);
        edges.Copy(ref edge, CommonFields.Bytes, UnixFields.RecipientCount);
        edge.Commit();
    }

    static void Delivery(in RowReader row, scoped ref EdgeRow edges, Utf8View queue)
    {
        var next = Next(row, edges);
        var recipient = row.ItemAt(CommonFields.Recipients, 0);
        var edge = edges.New(s_delivery, queue, next);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender,
            UnixFields.OriginalRecipient, UnixFields.RelayHost, UnixFields.Reply);
        edges.Copy(ref edge, UnixFields.RelayPort);
        edge.Set(MailEdge.Recipient, recipient);
        edge.Commit();
        if (!next.IsEmpty)
        {
            edge = edges.New(s_previous, next, queue);
            edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
            edge.Set(MailEdge.Recipient, recipient);
            edge.Commit();
        }
    }

    // The queue that the message stands in next: on this host where the server's address or the forwarding daemon is its own.
    static Utf8View Next(scoped in RowReader row, scoped in EdgeRow edges)
    {
        var queuedAs = row.Get(UnixFields.QueuedAs);
        if (queuedAs.IsEmpty)
            return default;
        var host = row.Get(UnixFields.RelayHost);
        var ip = row.Get(UnixFields.RelayIp);
        return edges.Queue(
            ip.IsEmpty || PostfixText.IsLoopback(ip, host) || host.IsEmpty ? row.Get(CommonFields.Host) : host, queuedAs);
    }

    static void Report(in RowReader row, scoped ref EdgeRow edges, Utf8View queue)
    {
        var child = edges.Queue(row.Get(CommonFields.Host), row.Get(PostfixFields.ChildQueueId));
        for (var direction = 0; direction < 2; direction++)
        {
            var edge = direction == 0 ? edges.New(s_bounce, queue, child) : edges.New(s_parent, child, queue);
            edges.Copy(ref edge, CommonFields.Action, UnixFields.Program);
            edge.Commit();
        }
    }

    static void Plain(in RowReader row, scoped ref EdgeRow edges, Utf8View kind, Utf8View node)
    {
        var edge = edges.New(kind, node);
        Decision(row, ref edges, ref edge);
        edge.Commit();
    }

    static void Decision(in RowReader row, scoped ref EdgeRow edges, ref RowWriter edge)
    {
        Client(ref edges, ref edge);
        edges.Copy(ref edge, UnixFields.Reply);
        if (row.Count(CommonFields.Recipients) > 0)
            edge.Set(MailEdge.Recipient, row.ItemAt(CommonFields.Recipients, 0));
    }
}
