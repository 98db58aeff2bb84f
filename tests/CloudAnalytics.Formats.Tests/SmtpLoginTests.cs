using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Exchange;

namespace CloudAnalytics.Formats.Tests;

/// <summary>Logins in SMTP conversations: each attempt gives exactly one row that counts.</summary>
public sealed class SmtpLoginTests
{
    const string Header = "#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,"
        + "remote-endpoint,event,data,context\n";

    // What one attempt may look like, as "event data|context", and what must be counted of it: outcome, account, reason.
    static readonly (string[] Lines, string Outcome, string? User, string? Reason)[] s_attempts =
    [
        (["<AUTH LOGIN|", ">334 <authentication response>|", "*|Inbound AUTH LOGIN failed because of LogonDenied", "*|User Name: u@d",
            "*Tarpit for '0.00:00:05' due to '535 5.7.3 Authentication unsuccessful'|", ">535 5.7.3 Authentication unsuccessful|"],
            "failure", "u@d", "LogonDenied"),
        (["<AUTH LOGIN|", "*|Inbound AUTH LOGIN failed because of LogonDenied", "*|Inbound AUTH LOGIN failed because of LogonDenied",
            "*|User Name: u@d"], "failure", "u@d", "LogonDenied"),
        (["<auth ntlm|", "*|Inbound AUTH NTLM failed because of LogonDenied", ">535 5.7.3 Authentication unsuccessful|"],
            "failure", null, "LogonDenied"),
        (["<AUTH GSSAPI|", "*|Inbound Negotiate failed because of InvalidToken", "-|Remote"], "failure", null, "InvalidToken"),
        (["<AUTH LOGIN|", ">504 5.7.4 Unrecognized authentication type|"], "failure", null, "5.7.4"),
        (["*|User Name: u@d"], "failure", "u@d", null),
        (["<AUTH LOGIN|", "*CONTOSO\\u|authenticated", ">235 <authentication response>|"], "success", "CONTOSO\\u", null),
        (["<AUTH LOGIN|", ">235 2.7.0 Authentication successful|"], "success", null, null),
    ];

    public static TheoryData<int> Attempts => [.. Enumerable.Range(0, s_attempts.Length)];

    [Theory]
    [MemberData(nameof(Attempts))]
    public void AnAttemptCountsOnceWithWhatIsKnownOfIt(int attempt)
    {
        var (lines, outcome, user, reason) = s_attempts[attempt];
        var parsed = Parsed.From(new SmtpProtocolFormat(), LogEncoding.LogFile, File(lines.Select(line => ("S1", line))));
        var row = Assert.Single(Logins(parsed));
        Assert.Equal("AUTH", (string?)row["action"]);
        Assert.Equal(outcome, (string?)row["outcome"]);
        Assert.Equal(user, (string?)row["user_name"]);
        Assert.Equal(reason, (string?)row["failure_reason"]);
        Assert.Equal("198.51.100.23", (string?)row["client_ip"]);
    }

    [Fact]
    public void InterleavedSessionsCountAsTheyWouldAloneAndAcrossRestarts()
    {
        for (var seed = 1; seed <= TestRun.Repeats(6, 300); seed++)
        {
            var random = new Random(seed);
            var open = new List<(string Session, Queue<string> Lines)>();
            var rows = new List<(string, string)>();
            var wanted = new List<string>();
            for (var begun = 0; begun < 40 || open.Count > 0;)
            {
                if (begun < 40 && random.Next(3) == 0)
                {
                    var session = $"08DC{begun++:X12}";
                    var (lines, outcome, user, reason) = s_attempts[random.Next(s_attempts.Length)];
                    open.Add((session, new Queue<string>(lines)));
                    wanted.Add($"{session} {outcome} {user} {reason}");
                }
                else if (open.Count > 0)
                {
                    var next = open[random.Next(open.Count)];
                    rows.Add((next.Session, next.Lines.Dequeue()));
                    if (next.Lines.Count == 0)
                        open.Remove(next);
                }
            }

            var restarted = Parsed.From(new SmtpProtocolFormat(), LogEncoding.LogFile, File(rows), pieceBytes: 777, restarts: true);
            var counted = Logins(restarted)
                .Select(row => $"{row["session_id"]} {row["outcome"]} {row["user_name"]} {row["failure_reason"]}");
            Assert.True(wanted.Order(StringComparer.Ordinal).SequenceEqual(counted.Order(StringComparer.Ordinal)), $"seed {seed}");
        }
    }

    [Fact]
    public void WhatThisServerSendsIsNoLoginHere()
    {
        var text = Encoding.UTF8.GetString(File(s_attempts[0].Lines.Select(line => ("S1", line))));
        var sent = text.Replace("SMTP Receive", "SMTP Send", StringComparison.Ordinal);
        Assert.Empty(Logins(Parsed.From(new SmtpProtocolFormat(), LogEncoding.LogFile, Encoding.UTF8.GetBytes(sent))));
    }

    [Fact]
    public void MoreOpenSessionsThanTheLimitLoseTheOldestOnly()
    {
        var begun = Enumerable.Range(0, Limits.OpenSessionsMax + 1).Select(i => ($"S{i}", "<AUTH LOGIN|"));
        var ended = Enumerable.Range(0, Limits.OpenSessionsMax + 1).Select(i => ($"S{i}", ">535 5.7.3 Authentication unsuccessful|"));
        var parsed = Parsed.From(new SmtpProtocolFormat(), LogEncoding.LogFile, File(begun.Concat(ended)));
        Assert.Equal(
            Enumerable.Range(1, Limits.OpenSessionsMax).Select(i => $"S{i}"),
            Logins(parsed).Select(row => (string)row["session_id"]!));
    }

    static IEnumerable<JsonObject> Logins(Parsed parsed) => parsed.Rows.Where(row => (bool?)row["login"] == true);

    static byte[] File(IEnumerable<(string Session, string Line)> rows)
    {
        var text = new StringBuilder(Header);
        foreach (var (session, line) in rows)
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            text.Append($"2024-01-25T15:00:00.000Z,EX01\\Default,{session},0,10.0.0.1:25,198.51.100.23:5,");
            text.Append($"{line[0]},{line[1..bar]},{line[(bar + 1)..]}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
