using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Filters;

/// <summary>The fields that only amavis's lines have.</summary>
public static class AmavisFields
{
    /// <summary>Task.</summary>
    public static readonly Field<Utf8Text> AmavisId = Field.Keyword("amavis_id",
        "Amavis's number of the task: its process, and how many it has done; lines of one message share it.");

    /// <summary>Category.</summary>
    public static readonly Field<Utf8Text> Category = Field.Keyword("category",
        "What the message is: CLEAN, SPAM, SPAMMY, INFECTED, BANNED, BAD-HEADER, UNCHECKED, OVERSIZED, MTA-BLOCKED, TEMPFAIL.");

    /// <summary>Disposition.</summary>
    public static readonly Field<Utf8Text> Disposition = Field.Keyword("disposition",
        "What became of it: relayed, discarded (nobody is told, and the sending server takes it for delivered), bounced, rejected, "
        + "tempfailed; null where the line does not say.");

    /// <summary>Actions.</summary>
    public static readonly Field<Utf8List> Actions = Field.List("filter_actions",
        "What amavis did, in its words: RelayedInbound, DiscardedInternal, Quarantined.");

    /// <summary>Banned.</summary>
    public static readonly Field<Utf8Text> BannedName = Field.Keyword("banned_name", "Names and types of the attachment that is banned.");

    /// <summary>Policy bank.</summary>
    public static readonly Field<Utf8Text> PolicyBank = Field.Keyword("policy_bank",
        "Policy banks in force: ORIGINATING, ORIGINATING_POST, MYNETS; several are separated by slashes.");

    /// <summary>Local.</summary>
    public static readonly Field<bool> IsLocalClient = Field.Boolean("is_local_client",
        "True where the client belongs to the operator's own networks (LOCAL).");

    /// <summary>Origin.</summary>
    public static readonly Field<Utf8Text> OriginIp = Field.Ip("origin_ip",
        "Address where the message came into being, by its oldest Received header, which the sender may have written himself.");

    /// <summary>Mail id.</summary>
    public static readonly Field<Utf8Text> MailId = Field.Keyword("mail_id", "Amavis's name of the message; its quarantine goes by it.");

    /// <summary>Score.</summary>
    public static readonly Field<double> SpamScore = Field.Float64("spam_score", "Spam score (Hits); null where it was not asked for.");

    /// <summary>Quarantine.</summary>
    public static readonly Field<Utf8Text> Quarantine = Field.Keyword("quarantine", "Where the message is kept: a file or addresses.");

    /// <summary>Further queue ids.</summary>
    public static readonly Field<Utf8List> FurtherQueueIds = Field.List("further_queue_ids",
        "Further numbers at the next server beside queued_as, where the message was split between its recipients.");

    /// <summary>Verified.</summary>
    public static readonly Field<Utf8List> DkimVerified = Field.List("dkim_verified", "Good DKIM signatures: SELECTOR:DOMAIN.");

    /// <summary>Signed.</summary>
    public static readonly Field<Utf8List> DkimSigned = Field.List("dkim_signed", "DKIM signatures that amavis added: SELECTOR:DOMAIN.");

    /// <summary>Component.</summary>
    public static readonly Field<Utf8Text> Component = Field.Keyword("component",
        "Of an error: the scanner or part of amavis that has it, such as ClamAV-clamd.");
}
