namespace CloudAnalytics.Compilers.Tests.Compliance;

/// <summary>Questions about <see cref="SomeEvidence"/> and their answers, told by reading its rows.</summary>
static class ComplianceCases
{
    const string M1 =
        "01 10:00 | 01 10:02 | anna@contoso.com | Carl@out.example; bob@contoso.com; carl@out.example | Budget 2026 | 1200 | 2 | 0 | 3 | <m1@contoso.com> | n1";

    const string M4 = "01 12:00 | 01 12:00 | dora@else.example | anna@contoso.com | Re: BUDGET 2026 | 70 | 1 | 0 | 1 | <x9@else.example> | n4";

    const string M5 = "05 09:00 | 05 09:00 | anna@contoso.com | eve@sub.out.example | Later | 10 | 0 | 0 | 1 | <m5@contoso.com> | n5";

    const string Export1 =
        @"01 13:00 | CONTOSO\root | New-MailboxExportRequest | -Mailbox ""anna"" -FilePath ""\\x\a.pst"" | success | - | EX1 | exchange_cmdlet | c1";

    const string Export2 =
        @"01 13:00 | contoso.com/Users/root | New-MailboxExportRequest | -Mailbox ""anna"" -FilePath ""\\x\a.pst"" | success | - | EX1 | windows_event | w2";

    const string Grant =
        @"01 13:20 | CONTOSO\root | Add-MailboxPermission | -Identity ""Bob Builder"" -User ""CONTOSO\helpdesk"" -AccessRights ""FullAccess"" | success | - | EX1 | exchange_cmdlet | c3";

    const string Delete = @"01 13:30 | CONTOSO\root | Search-Mailbox | -Identity ""bob"" -DeleteContent | success | - | EX1 | exchange_cmdlet | c4";

    const string Copy = @"01 13:40 | CONTOSO\other | Search-Mailbox | -Identity ""bob"" -TargetMailbox ""audit"" | failure | - | EX1 | exchange_cmdlet | c5";

    const string Remove1 = @"01 13:50 | CONTOSO\root | Remove-Mailbox | -Identity ""eve"" | success | - | EX1 | exchange_cmdlet | c7";

    const string Remove2 =
        "01 13:51 | contoso.com/Users/root | Remove-Mailbox | contoso.com/Users/eve | success | 10.0.0.9 | EX1 | exchange_admin_audit | a1";

    const string Read =
        @"01 13:10 | CONTOSO\root | Get-Mailbox | -Identity ""anna"" | success | - | EX1 | exchange_cmdlet | c2";

    const string Rule = "01 15:00 | anna@contoso.com | New-InboxRule | /ecp/RulesEditor | success | - | EX1 | exchange_ecp | e1";

    const string History1 =
        "01 10:00 | EX1 | RECEIVE | STOREDRIVER | Anna@contoso.com | bob@contoso.com; Carl@out.example | success | - | - | - | - | Budget 2026 | <m1@contoso.com> | n1 | t1";

    public static TheoryData<string, string, string[]> All { get; } = new()
    {
        { "mail-of-address", "address=ANNA@contoso.com", [M1, M4, M5] },
        { "mail-of-address", "address=@else.example", [M4] },
        { "mail-of-address", "address=anna@contoso.com|from=2026-03-05|to=2026-03-06", [M5] },
        { "mail-of-address", "address=anna@contoso.com|from=2026-03-05T09:00|to=2026-03-05T09:00:01", [M5] },
        { "mail-of-address", "address=anna@contoso.com|from=2026-03-05T08:00|to=2026-03-05T09:00", [] },
        { "mail-of-address", "address=nna@contoso.com", [] },
        { "mail-of-address", "address=a@b' OR '1'='1".Replace(" ", "", StringComparison.Ordinal), [] },
        { "mail-with-subject", "subject=budget", [M1, M4] },
        { "mail-with-subject", "subject=O'HARA%_",
            ["01 11:00 | 01 11:05 | bob@contoso.com | carl@out.example | o'Hara%_ | 50 | 0 | 1 | 2 | <m2@contoso.com> | n2"] },
        { "mail-with-subject", "subject=%", ["01 11:00 | 01 11:05 | bob@contoso.com | carl@out.example | o'Hara%_ | 50 | 0 | 1 | 2 | <m2@contoso.com> | n2"] },
        { "mail-with-subject", "subject=') OR 1=1 --", [] },
        { "who-wrote-to", "address=carl@OUT.example",
            ["anna@contoso.com | 1 | 0 | 01 10:00 | 01 10:02", "bob@contoso.com | 1 | 1 | 01 11:00 | 01 11:05"] },
        { "who-wrote-to", "address=@sub.out.example", ["anna@contoso.com | 1 | 0 | 05 09:00 | 05 09:00"] },
        { "message-history", "message=m1@contoso.com", [History1,
            "01 10:01 | EX2 | DELIVER | STOREDRIVER | anna@contoso.com | bob@contoso.com | success | - | - | - | - | Budget 2026 | <m1@contoso.com> | n1 | t2",
            "01 10:02 | EX1 | SENDEXTERNAL | SMTP | anna@contoso.com | carl@out.example | success | 250 queued | - | mx.out.example | Internet | Budget 2026 | <m1@contoso.com> | n1 | t3",
            "01 10:03 | EX2 | HAREDIRECT | - | anna@contoso.com | bob@contoso.com | - | - | - | - | - | - | - | n1 | t4"] },
        { "message-history", "message=<m2@contoso.com>", [
            "01 11:00 | EX1 | RECEIVE | STOREDRIVER | bob@contoso.com | carl@out.example | success | - | - | - | - | o'Hara%_ | <m2@contoso.com> | n2 | t5",
            "01 11:05 | EX1 | FAIL | SMTP | bob@contoso.com | carl@out.example | failure | 550 5.1.1 unknown | - | - | - | o'Hara%_ | <m2@contoso.com> | n2 | t6",
            "01 11:06 | EX1 | DSN | DSN | postmaster@contoso.com | bob@contoso.com | - | - | - | - | - | Undeliverable | <d1@contoso.com> | n3 | t7"] },
        { "message-history", "message=N1|to=2026-03-01T10:00:30", [History1] },
        { "top-external-recipients", "", [
            "anna@contoso.com | carl@out.example | 1 | 01 10:00 | 01 10:02",
            "anna@contoso.com | eve@sub.out.example | 1 | 05 09:00 | 05 09:00",
            "bob@contoso.com | carl@out.example | 1 | 01 11:00 | 01 11:05"] },
        { "top-external-recipients", "domains=contoso.com, OUT.example",
            ["anna@contoso.com | eve@sub.out.example | 1 | 05 09:00 | 05 09:00"] },
        { "top-external-recipients", "domains=else.example", ["dora@else.example | anna@contoso.com | 1 | 01 12:00 | 01 12:00"] },
        { "top-external-recipients", "sender=BOB@|top=1", ["bob@contoso.com | carl@out.example | 1 | 01 11:00 | 01 11:05"] },
        { "logins", "user=anna", [
            "2026-03-01 | anna | success | imap | 10.0.0.1 | - | 1 | 01 09:30 | 01 09:30 | EX1 | exchange_imap_pop",
            "2026-03-01 | anna | failure | smtp | 9.9.9.9 | LogonDenied | 1 | 01 09:00 | 01 09:00 | EX1 | exchange_smtp_protocol",
            "2026-03-01 | anna@contoso.com | failure | http | 9.9.9.9 | bad password | 1 | 01 08:20 | 01 08:20 | EX1 | iis_access",
            @"2026-03-01 | contoso\anna | success | Owa | 10.0.0.1 | - | 2 | 01 08:00 | 01 08:10 | EX1 | iis_access",
            @"2026-03-01 | contoso\anna | success | windows | 10.0.0.1 | - | 1 | 01 07:00 | 01 07:00 | DC1 | windows_event"] },
        { "logins", @"user=CONTOSO\susanna", [@"2026-03-01 | contoso\susanna | success | http | 10.0.0.2 | - | 1 | 01 08:30 | 01 08:30 | EX1 | iis_access"] },
        { "access-to-mailboxes", "", [
            @"contoso\bob | anna@contoso.com | explicit address | 10.0.0.3 | 1 | 01 17:00 | 01 17:00 | Firefox | exchange_http_proxy",
            @"contoso\bob | anna@contoso.com | act as | 10.0.0.3 | 1 | 01 18:00 | 01 18:00 | OUTLOOK.EXE | exchange_mapi_http",
            @"contoso\crm | anna@contoso.com | impersonation | 10.0.0.7 | 2 | 01 16:00 | 01 16:01 | CRM/1 | exchange_ews",
            @"contoso\root | bob builder | Add-MailboxPermission | - | 1 | 01 13:20 | 01 13:20 | -Identity ""Bob Builder"" -User ""CONTOSO\helpdesk"" -AccessRights ""FullAccess"" | exchange_cmdlet"] },
        { "access-to-mailboxes", "user=crm|mailbox=anna",
            [@"contoso\crm | anna@contoso.com | impersonation | 10.0.0.7 | 2 | 01 16:00 | 01 16:01 | CRM/1 | exchange_ews"] },
        { "admin-actions", "", [Export1, Export2, Grant, Delete, Copy, Remove1, Remove2, Rule] },
        { "admin-actions", "user=root|reading=yes|cmdlet=mailbox|to=2026-03-01T13:15", [Export1, Export2, Read] },
        { "mailbox-exports", "", [Export1, Export2, Delete, Copy] },
        { "mailbox-exports", "user=other", [Copy] },
        { "deletions", "", [
            @"01 09:31 | anna | expunge | - | success | 10.0.0.1 | EX1 | exchange_imap_pop | p2",
            Delete, Remove1, Remove2,
            @"01 14:00 | CONTOSO\root | event log cleared | The audit log was cleared. | - | - | EX1 | windows_event | w3",
            @"01 16:01 | CONTOSO\crm | DeleteItem | anna@contoso.com | success | 10.0.0.7 | EX1 | exchange_ews | x2"] },
        { "retention-evidence", "from=2026-03-01T10:00", [
            "exchange_admin_audit | EX1 | 2026-03-01 | 1 | 01 13:51 | 01 13:51 | - | -",
            "exchange_cmdlet | EX1 | 2026-03-01 | 7 | 01 13:00 | 01 13:50 | 600000 | 01 13:00",
            "exchange_ecp | EX1 | 2026-03-01 | 1 | 01 15:00 | 01 15:00 | - | -",
            "exchange_ews | EX1 | 2026-03-01 | 3 | 01 16:00 | 01 16:02 | 60000 | 01 16:00",
            "exchange_http_proxy | EX1 | 2026-03-01 | 2 | 01 17:00 | 01 17:01 | 60000 | 01 17:00",
            "exchange_mapi_http | EX1 | 2026-03-01 | 1 | 01 18:00 | 01 18:00 | - | -",
            "exchange_message_tracking | EX1 | 2026-03-01 | 5 | 01 10:00 | 01 11:06 | 3480000 | 01 10:02",
            "exchange_message_tracking | EX1 | 2026-03-05 | 1 | 05 09:00 | 05 09:00 | 338040000 | 01 11:06",
            "exchange_message_tracking | EX2 | 2026-03-01 | 3 | 01 10:01 | 01 12:00 | 7020000 | 01 10:03",
            "windows_event | EX1 | 2026-03-01 | 2 | 01 13:00 | 01 14:00 | 3600000 | 01 13:00"] },
    };
}
