using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Filters;

/// <summary>Where on its way a message was signed.</summary>
sealed class OpendkimEdges : IRowDerivation
{
    OpendkimEdges()
    {
    }

    /// <summary>The only one.</summary>
    internal static OpendkimEdges Instance { get; } = new();

    /// <inheritdoc/>
    public Schema Schema => MailEdge.Schema;

    /// <inheritdoc/>
    public void Derive(in RowReader row, RecordBatch target)
    {
        var queueId = row.Get(UnixFields.QueueId);
        if (queueId.IsEmpty || !row.Get(CommonFields.Action).SequenceEqual("signed"u8))
            return;
        var edges = new EdgeRow(row, "opendkim"u8, target);
        var edge = edges.New(Utf8View.Inline("signed"u8), edges.Queue(row.Get(CommonFields.Host), queueId));
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program);
        edge.Set(UnixFields.Reply, row.Get(FilterFields.DkimDomain));
        edge.Commit();
    }
}
