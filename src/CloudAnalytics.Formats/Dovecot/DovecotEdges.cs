using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>What became of messages in mailboxes: the folder, or why there is none.</summary>
sealed class DovecotEdges : IRowDerivation
{
    DovecotEdges()
    {
    }

    /// <summary>The only one.</summary>
    internal static DovecotEdges Instance { get; } = new();

    /// <inheritdoc/>
    public Schema Schema => MailEdge.Schema;

    /// <inheritdoc/>
    public void Derive(in RowReader row, RecordBatch target)
    {
        var action = row.Get(CommonFields.Action);
        var isSaved = action.SequenceEqual("saved"u8);
        var isRefused = action.SequenceEqual("discarded"u8) || action.SequenceEqual("rejected"u8) || action.SequenceEqual("save_failed"u8);
        if (!isSaved && !isRefused)
            return;
        var edges = new EdgeRow(row, "dovecot"u8, target);
        var message = edges.Message(row.Get(CommonFields.MessageId));
        if (message.IsEmpty)
            return;
        var edge = edges.New(Utf8View.Inline(isSaved ? "mailbox"u8 : "refused"u8), message);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.UserName, MailEdge.Folder,
            UnixFields.Reply, CommonFields.MessageId);
        edge.Commit();
    }
}
