using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Journeys;

/// <summary>
/// What single log lines say of a message's way: each row tells one thing of one node, and links it to another where it names one. Rows
/// are never merged, so that order, rotation and repetition do not matter; a way is put together when it is asked for.
/// </summary>
/// <remarks>
/// How nodes are named says <see cref="EdgeNode"/>. An edge has what a way is put together of, and no more: the row that it follows from
/// has the rest.
/// </remarks>
public static class MailEdge
{
    /// <summary>Node.</summary>
    public static readonly Field<Utf8Text> Node = Field.Keyword("node",
        "What the row tells of: queue:HOST/ID, message:MESSAGE-ID, or address:ADDRESS of mail that was refused before it had a number. The "
        + "archive's files are sorted by it.");

    /// <summary>Kind.</summary>
    public static readonly Field<Utf8Text> Edge = Field.Keyword("edge",
        "What the row tells: arrival, message_id, queued, delivery, previous, bounce, parent, verdict, held, refused, expired, removed, "
        + "signed, submission, mailbox, lmtp.");

    /// <summary>Other node.</summary>
    public static readonly Field<Utf8Text> Other = Field.Keyword("other", "The node that it is linked to, or null.");

    /// <summary>One recipient.</summary>
    public static readonly Field<Utf8Text> Recipient = Field.Keyword("recipient", "Recipient that it is about.");

    /// <summary>Folder.</summary>
    public static readonly Field<Utf8Text> Folder = Field.Keyword("folder",
        "Mailbox folder that the message was put into; of IMAP the folder that was opened.");

    /// <summary>Format of the row.</summary>
    public static readonly Field<Utf8Text> RowFormat = Field.Keyword("row_format",
        "Format of the row that it follows from. That row's id is this one's without the letter at its end.");

    /// <summary>The columns.</summary>
    public static readonly Schema Schema = new Schema("mail_edge",
        "One thing that a log line says of a message's way.",
        Node, Edge, Other, CommonFields.Action, CommonFields.Outcome, UnixFields.Program, CommonFields.Sender, Recipient,
        UnixFields.OriginalRecipient, CommonFields.MessageId, CommonFields.UserName, CommonFields.ClientIp, UnixFields.ClientHostname,
        WebFields.UserAgent, LoginFields.Protocol, UnixFields.RelayHost, UnixFields.RelayPort, UnixFields.Reply, Folder,
        CommonFields.Bytes, UnixFields.RecipientCount, RowFormat) { SortedBy = Node };

    /// <summary>The id of the row that an edge follows from.</summary>
    /// <param name="edgeId">The edge's id.</param>
    public static string RowIdOf(string edgeId) => edgeId[..^1];
}
