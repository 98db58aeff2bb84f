using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Filters;

/// <summary>What amavis's verdicts say of messages' ways: from the number that they came with to the ones that they went on with.</summary>
sealed class AmavisEdges : IRowDerivation
{
    static readonly Utf8View s_verdict = Utf8View.Inline("verdict"u8);
    static readonly Utf8View s_previous = Utf8View.Inline("previous"u8);

    AmavisEdges()
    {
    }

    /// <summary>The only one.</summary>
    internal static AmavisEdges Instance { get; } = new();

    /// <inheritdoc/>
    public Schema Schema => MailEdge.Schema;

    /// <inheritdoc/>
    public void Derive(in RowReader row, RecordBatch target)
    {
        if (row.Get(AmavisFields.Category).IsEmpty)
            return;
        var edges = new EdgeRow(row, "amavis"u8, target);
        var host = row.Get(CommonFields.Host);
        var queue = edges.Queue(host, row.Get(UnixFields.QueueId));
        var next = edges.Queue(host, row.Get(UnixFields.QueuedAs));
        var further = row.Count(AmavisFields.FurtherQueueIds) == 0 ? default
            : edges.Queue(host, row.ItemAt(AmavisFields.FurtherQueueIds, 0));
        var message = edges.Message(row.Get(CommonFields.MessageId));
        if (!queue.IsEmpty)
            Verdict(row, ref edges, queue, next);
        // A message that amavis has split goes on under two numbers: both are on its way.
        if (!queue.IsEmpty && !further.IsEmpty)
            Verdict(row, ref edges, queue, further);
        if (!message.IsEmpty)
            Verdict(row, ref edges, message, queue.IsEmpty ? next : queue);
        if (queue.IsEmpty)
            return;
        if (!next.IsEmpty)
            edges.New(s_previous, next, queue).Commit();
        // There is no room for a fifth (Limits.DerivedRowsMax); its Message-ID leads back too.
        if (!further.IsEmpty && message.IsEmpty)
            edges.New(s_previous, further, queue).Commit();
    }

    static void Verdict(in RowReader row, ref EdgeRow edges, Utf8View node, Utf8View other)
    {
        var edge = edges.New(s_verdict, node, other);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender, CommonFields.MessageId,
            CommonFields.ClientIp);
        edges.Copy(ref edge, CommonFields.Bytes, UnixFields.RecipientCount);
        if (row.Count(CommonFields.Recipients) == 1)
            edge.Set(MailEdge.Recipient, row.ItemAt(CommonFields.Recipients, 0));
        edge.Set(UnixFields.Reply, Reply(row, edge.Arena));
        edge.Commit();
    }

    // "INFECTED DiscardedInbound,Quarantined": a discarded message is shown as such, whatever the sending server was told.
    static unsafe Utf8View Reply(in RowReader row, Arena arena)
    {
        var category = row.Get(AmavisFields.Category);
        var count = row.Count(AmavisFields.Actions);
        var length = category.Length;
        for (var i = 0; i < count; i++)
            length += 1 + row.ItemAt(AmavisFields.Actions, i).Length;
        var memory = arena.Reserve(length);
        var text = new Span<byte>(memory, length);
        category.CopyTo(text);
        var at = category.Length;
        for (var i = 0; i < count; i++)
        {
            var action = row.ItemAt(AmavisFields.Actions, i);
            text[at++] = i == 0 ? (byte)' ' : (byte)',';
            action.CopyTo(text[at..]);
            at += action.Length;
        }

        return Utf8View.Borrow(memory, length);
    }
}
