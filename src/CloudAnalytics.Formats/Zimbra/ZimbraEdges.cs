using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>What the mailbox log's records say of messages' ways: handed over, put into a folder, refused, sent by a user.</summary>
sealed class ZimbraEdges : IRowDerivation
{
    ZimbraEdges()
    {
    }

    /// <summary>The only one.</summary>
    internal static ZimbraEdges Instance { get; } = new();

    /// <inheritdoc/>
    public Schema Schema => MailEdge.Schema;

    /// <inheritdoc/>
    public void Derive(in RowReader row, RecordBatch target)
    {
        var kind = KindOf(row);
        var edges = new EdgeRow(row, "zimbra_mailbox"u8, target);
        var node = Node(row, edges, kind);
        if (node.IsEmpty)
            return;
        var edge = edges.New(Utf8View.Inline(kind), node);
        edges.Copy(ref edge, CommonFields.Action, CommonFields.Outcome, CommonFields.Sender, CommonFields.MessageId, CommonFields.ClientIp,
            UnixFields.RelayHost, UnixFields.Reply, MailEdge.Folder);
        edges.Copy(ref edge, CommonFields.Bytes, UnixFields.RecipientCount);
        var account = row.Get(ZimbraFields.Account);
        if (kind.SequenceEqual("submission"u8))
            Person(row, edges, ref edge);
        else
            // Into whose mailbox: the account itself, also where another one acts for it.
            edge.Set(CommonFields.UserName, account.IsEmpty ? row.Get(CommonFields.UserName) : account);
        if (row.Count(CommonFields.Recipients) == 1)
            edge.Set(MailEdge.Recipient, row.ItemAt(CommonFields.Recipients, 0));
        edge.Commit();
    }

    // Who sent, and with what: the one who acted, also where it was for another account.
    static void Person(in RowReader row, in EdgeRow edges, ref RowWriter edge)
    {
        edges.Copy(ref edge, CommonFields.UserName, WebFields.UserAgent);
        var origin = row.Get(ZimbraFields.OriginProtocol);
        edge.Set(LoginFields.Protocol, origin.IsEmpty ? ZimbraThread.Protocol(row.Get(ZimbraFields.Thread)) : origin);
    }

    static ReadOnlySpan<byte> KindOf(in RowReader row) => row.Get(ZimbraFields.Category) switch
    {
        var category when category.SequenceEqual("mailop"u8) => Is(row, "Adding Message"u8) ? "mailbox"u8 : default,
        var category when category.SequenceEqual("smtp"u8) => Is(row, "sending"u8) ? "submission"u8 : default,
        var category when category.SequenceEqual("lmtp"u8) => Lmtp(row),
        _ => default,
    };

    static ReadOnlySpan<byte> Lmtp(in RowReader row) => row.Get(CommonFields.Action) switch
    {
        var action when action.StartsWith("deliver"u8) => "lmtp"u8,
        var action when action.SequenceEqual("rejecting"u8) || action.SequenceEqual("try again"u8) || action.SequenceEqual("discarded"u8)
            || action.SequenceEqual("duplicate"u8) => "refused"u8,
        _ => default,
    };

    static Utf8View Node(in RowReader row, in EdgeRow edges, ReadOnlySpan<byte> kind)
    {
        if (kind.IsEmpty)
            return default;
        var message = row.Get(CommonFields.MessageId);
        if (!message.IsEmpty)
            return edges.Message(message);
        return kind.SequenceEqual("refused"u8) && row.Count(CommonFields.Recipients) > 0
            ? edges.Address(row.ItemAt(CommonFields.Recipients, 0)) : default;
    }

    static bool Is(in RowReader row, ReadOnlySpan<byte> action) => row.Get(CommonFields.Action).SequenceEqual(action);
}
