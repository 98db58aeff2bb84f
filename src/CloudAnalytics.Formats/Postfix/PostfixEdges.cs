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
        var queueId = row.Get(UnixFields.QueueId);
        if (queueId.IsEmpty)
            return;
        var edges = new EdgeRow(row, "postfix"u8, target);
        var queue = NodeName.Queue(row.Get(CommonFields.Host), queueId);
        var edge = edges.New("queued"u8, queue);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender);
        edge.Commit();
    }
}
