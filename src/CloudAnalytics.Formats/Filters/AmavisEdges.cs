using CloudAnalytics.Core;
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
        var message = edges.Message(row.Get(CommonFields.MessageId));
        // A message that amavis has split goes on under several numbers: all are on its way.
        var count = Math.Min(1 + row.Count(AmavisFields.FurtherQueueIds), Limits.SplitNumbersMax);
        for (var i = 0; i < count && !queue.IsEmpty; i++)
        {
            var next = edges.Queue(host, NumberAt(row, i));
            Verdict(row, ref edges, queue, next);
            if (!next.IsEmpty)
                edges.New(s_previous, next, queue).Commit();
        }

        if (!message.IsEmpty)
            Verdict(row, ref edges, message, queue.IsEmpty ? edges.Queue(host, NumberAt(row, 0)) : queue);
    }

    // The numbers that it goes on under; the first is empty where it does not go on.
    static ReadOnlySpan<byte> NumberAt(in RowReader row, int index) =>
        index == 0 ? row.Get(UnixFields.QueuedAs) : row.ItemAt(AmavisFields.FurtherQueueIds, index - 1);

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
