using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Compilers.Tests.Compliance;

/// <summary>A small organisation's logs, row by row, so that every answer can be told by looking at them.</summary>
static class SomeEvidence
{
    const string Tracking = "exchange_message_tracking";

    /// <summary>A row: its format, its time on or after 1 March 2026, and cells by column; lists are parted by semicolons.</summary>
    static readonly (string Format, string Time, string Cells)[] s_rows =
    [
        (Tracking, "01 10:00", "action=RECEIVE|event_source=STOREDRIVER|sender=Anna@contoso.com|recipients=bob@contoso.com;Carl@out.example|subject=Budget 2026|bytes=1000|message_id=<m1@contoso.com>|network_message_id=n1|host=EX1|id=t1|outcome=success"),
        (Tracking, "01 10:01", "action=DELIVER|event_source=STOREDRIVER|sender=anna@contoso.com|recipients=bob@contoso.com|subject=Budget 2026|bytes=1200|message_id=<m1@contoso.com>|network_message_id=n1|host=EX2|id=t2|outcome=success"),
        (Tracking, "01 10:02", "action=SENDEXTERNAL|event_source=SMTP|sender=anna@contoso.com|recipients=carl@out.example|subject=Budget 2026|bytes=1200|message_id=<m1@contoso.com>|network_message_id=n1|host=EX1|id=t3|outcome=success|smtp_response=250 queued|server_hostname=mx.out.example|connector=Internet"),
        (Tracking, "01 10:03", "action=HAREDIRECT|noise=redundancy|sender=anna@contoso.com|recipients=bob@contoso.com|network_message_id=n1|host=EX2|id=t4"),
        (Tracking, "01 11:00", "action=RECEIVE|event_source=STOREDRIVER|sender=bob@contoso.com|recipients=carl@out.example|subject=o'Hara%_|bytes=50|message_id=<m2@contoso.com>|network_message_id=n2|host=EX1|id=t5|outcome=success"),
        (Tracking, "01 11:05", "action=FAIL|event_source=SMTP|sender=bob@contoso.com|recipients=carl@out.example|subject=o'Hara%_|bytes=50|message_id=<m2@contoso.com>|network_message_id=n2|host=EX1|id=t6|outcome=failure|recipient_status=550 5.1.1 unknown"),
        (Tracking, "01 11:06", "action=DSN|event_source=DSN|sender=postmaster@contoso.com|recipients=bob@contoso.com|subject=Undeliverable|message_id=<d1@contoso.com>|network_message_id=n3|reference=<m2@contoso.com>|host=EX1|id=t7"),
        (Tracking, "01 12:00", "action=DELIVER|event_source=STOREDRIVER|sender=dora@else.example|recipients=anna@contoso.com|subject=Re: BUDGET 2026|bytes=70|message_id=<x9@else.example>|network_message_id=n4|host=EX2|id=t8|outcome=success"),
        (Tracking, "05 09:00", "action=RECEIVE|event_source=STOREDRIVER|sender=anna@contoso.com|recipients=eve@sub.out.example|subject=Later|bytes=10|message_id=<m5@contoso.com>|network_message_id=n5|host=EX1|id=t9|outcome=success"),
        ("iis_access", "01 08:00", "login=true|user_name=CONTOSO\\anna|outcome=success|protocol=Owa|client_ip=10.0.0.1|host=EX1|id=i1"),
        ("iis_access", "01 08:10", "login=true|user_name=CONTOSO\\anna|outcome=success|protocol=Owa|client_ip=10.0.0.1|host=EX2|id=i2"),
        ("iis_access", "01 08:20", "login=true|user_name=anna@contoso.com|outcome=failure|client_ip=9.9.9.9|failure_reason=bad password|host=EX1|id=i3"),
        ("iis_access", "01 08:30", "login=true|user_name=CONTOSO\\susanna|outcome=success|client_ip=10.0.0.2|host=EX1|id=i4"),
        ("iis_access", "01 08:40", "user_name=CONTOSO\\anna|outcome=success|client_ip=10.0.0.1|host=EX1|id=i5"),
        ("exchange_smtp_protocol", "01 09:00", "login=true|user_name=anna|outcome=failure|protocol=smtp|client_ip=9.9.9.9|failure_reason=LogonDenied|host=EX1|id=s1"),
        ("exchange_imap_pop", "01 09:30", "login=true|user_name=anna|outcome=success|protocol=imap|client_ip=10.0.0.1|host=EX1|id=p1"),
        ("exchange_imap_pop", "01 09:31", "action=expunge|user_name=anna|outcome=success|client_ip=10.0.0.1|host=EX1|id=p2"),
        ("windows_event", "01 07:00", "login=true|user_name=CONTOSO\\Anna|outcome=success|client_ip=10.0.0.1|host=DC1|id=w1|event_id=4624"),
        ("windows_event", "01 13:00", "provider=MSExchange CmdletLogs|event_id=1|cmdlet=New-MailboxExportRequest|parameters=-Mailbox \"anna\" -FilePath \"\\\\x\\a.pst\"|user_name=contoso.com/Users/root|outcome=success|host=EX1|id=w2"),
        ("windows_event", "01 14:00", "provider=Microsoft-Windows-Eventlog|event_id=1102|message=The audit log was cleared.|user_name=CONTOSO\\root|host=EX1|id=w3"),
        ("exchange_cmdlet", "01 13:00", "action=New-MailboxExportRequest|parameters=-Mailbox \"anna\" -FilePath \"\\\\x\\a.pst\"|user_name=CONTOSO\\root|outcome=success|host=EX1|id=c1"),
        ("exchange_cmdlet", "01 13:10", "action=Get-Mailbox|parameters=-Identity \"anna\"|user_name=CONTOSO\\root|outcome=success|host=EX1|id=c2"),
        ("exchange_cmdlet", "01 13:20", "action=Add-MailboxPermission|parameters=-Identity \"Bob Builder\" -User \"CONTOSO\\helpdesk\" -AccessRights \"FullAccess\"|user_name=CONTOSO\\root|outcome=success|host=EX1|id=c3"),
        ("exchange_cmdlet", "01 13:30", "action=Search-Mailbox|parameters=-Identity \"bob\" -DeleteContent|user_name=CONTOSO\\root|outcome=success|host=EX1|id=c4"),
        ("exchange_cmdlet", "01 13:40", "action=Search-Mailbox|parameters=-Identity \"bob\" -TargetMailbox \"audit\"|user_name=CONTOSO\\other|outcome=failure|host=EX1|id=c5"),
        ("exchange_cmdlet", "01 13:45", "action=Set-Mailbox|noise=health_probe|user_name=HealthMailbox1|host=EX1|id=c6"),
        ("exchange_cmdlet", "01 13:50", "action=Remove-Mailbox|parameters=-Identity \"eve\"|user_name=CONTOSO\\root|outcome=success|host=EX1|id=c7"),
        ("exchange_admin_audit", "01 13:51", "action=Remove-Mailbox|object_id=contoso.com/Users/eve|user_name=contoso.com/Users/root|outcome=success|host=EX1|client_ip=10.0.0.9|id=a1"),
        ("exchange_ecp", "01 15:00", "command=New-InboxRule|uri_stem=/ecp/RulesEditor|user_name=anna@contoso.com|outcome=success|host=EX1|id=e1"),
        ("exchange_ews", "01 16:00", "action=GetItem|user_name=CONTOSO\\crm|impersonated_user=anna@contoso.com|user_agent=CRM/1|client_ip=10.0.0.7|outcome=success|host=EX1|id=x1"),
        ("exchange_ews", "01 16:01", "action=DeleteItem|user_name=CONTOSO\\crm|impersonated_user=anna@contoso.com|user_agent=CRM/1|client_ip=10.0.0.7|outcome=success|host=EX1|id=x2"),
        ("exchange_ews", "01 16:02", "action=GetItem|user_name=CONTOSO\\anna|impersonated_user=Anna@contoso.com|client_ip=10.0.0.1|outcome=success|host=EX1|id=x3"),
        ("exchange_http_proxy", "01 17:00", "url_stem=/owa/anna@contoso.com/|user_name=CONTOSO\\bob|client_ip=10.0.0.3|user_agent=Firefox|host=EX1|id=h1"),
        ("exchange_http_proxy", "01 17:01", "url_stem=/owa/bob@contoso.com/|user_name=CONTOSO\\bob|client_ip=10.0.0.3|user_agent=Firefox|host=EX1|id=h2"),
        ("exchange_mapi_http", "01 18:00", "act_as_user=anna@contoso.com|user_name=CONTOSO\\bob|client_software=OUTLOOK.EXE|client_ip=10.0.0.3|host=EX1|id=m1"),
    ];

    /// <summary>The rows of every format; a format without any has an empty batch.</summary>
    public static List<RecordBatch> Batches { get; } = [.. LogFormats.All.Select(format => BatchOf(format.Schema))];

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse($"2026-03-{text}:00Z", CultureInfo.InvariantCulture);

    static RecordBatch BatchOf(Schema schema)
    {
        var rows = s_rows.Where(row => row.Format == schema.Name).ToList();
        var batch = new RecordBatch(schema, Math.Max(1, rows.Count));
        foreach (var (_, time, cells) in rows)
        {
            var row = batch.NewRow();
            row.Set(CommonFields.Time, Timestamp.From(Time(time)));
            row.Set(CommonFields.Arrived, Timestamp.From(Time(time)));
            foreach (var (name, text) in cells.Split('|').Select(cell => cell.Split('=', 2)).Select(cell => (cell[0], cell[1])))
                Set(ref row, schema.Find(name) ?? throw new InvalidOperationException($"{schema} has no {name}"), text);
            row.Commit();
        }

        return batch;
    }

    static void Set(ref RowWriter row, Field field, string text)
    {
        switch (field)
        {
            case Field<Utf8Text> f:
                row.Set(f, Encoding.UTF8.GetBytes(text));
                break;
            case Field<long> f:
                row.Set(f, long.Parse(text, CultureInfo.InvariantCulture));
                break;
            case Field<bool> f:
                row.Set(f, bool.Parse(text));
                break;
            case Field<Utf8List> f:
                foreach (var item in text.Split(';'))
                    row.Add(f, Encoding.UTF8.GetBytes(item));
                break;
        }
    }
}
