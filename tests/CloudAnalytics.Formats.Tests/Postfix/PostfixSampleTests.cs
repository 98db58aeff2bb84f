using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests.Postfix;

/// <summary>Postfix's lines that others collected, beside the checkout: each is modelled, and says what they expect of it.</summary>
public sealed partial class PostfixSampleTests
{
    // Their pattern's name, where it is no daemon's; the others are the daemon's name in capitals.
    static readonly Dictionary<string, string> s_programs = new()
    {
        ["SCRIPT"] = "postfix-script",
        ["TRIVIAL_REWRITE"] = "trivial-rewrite",
        ["COMMAND_COUNTER_DATA"] = "smtpd",
        ["DELAYS"] = "smtp",
        ["RELAY"] = "smtp",
        ["TLS_FEATURES"] = "smtp",
    };

    [SamplesFact]
    public void WhatGrokPatternsFindIsInOurRows()
    {
        var faults = new List<string>();
        var cases = 0;
        foreach (var text in File.ReadLines(RepositoryRoot.Sample("unix-mail", "postfix_grok.jsonl")))
        {
            var given = JsonNode.Parse(text)!;
            var (program, message) = Line((string)given["pattern"]!, (string)given["data"]!);
            var parsed = Parse($"Dec 31 10:00:00 mail postfix/{program}[1]: {message}\n");
            cases++;
            var row = Assert.Single(parsed.Rows);
            if (parsed.Report.Unsupported > 0)
                faults.Add($"{given["file"]}: not modelled: {message}");
            foreach (var (name, value) in given["results"]!.AsObject())
            {
                if (GrokField.Holds(row, name, (string)value!) is not true)
                    faults.Add($"{given["file"]}: {name} = {value}: {row.ToJsonString()}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(191, cases);
    }

    [SamplesTheory]
    [InlineData("postfix-logs", "auth,reject,reject,reject,reject,non-smtp-command,non-smtp-command")]
    [InlineData("postfix-helo", "reject,reject")]
    [InlineData("postfix-relay", "reject,reject")]
    [InlineData("postfix-non-smtp", "non-smtp-command")]
    public void LinesThatShippedDetectionsAreTestedWithAreModelled(string folder, string actions)
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Sample("unix-mail", "crowdsec", folder)))
        {
            var parsed = Parse(File.ReadAllText(file) + "\n");
            Assert.Equal(0, parsed.Report.Unsupported + parsed.Report.Malformed);
            Assert.Equal(actions, string.Join(",", parsed.Rows.Select(row => (string?)row["action"])));
            Assert.All(parsed.Rows, row => Assert.Equal(("192.168.1.1", "failure"), ((string?)row["client_ip"], (string?)row["outcome"])));
        }
    }

    [SamplesFact]
    public void WhatShippedDetectionsLookForIsInColumns()
    {
        var relay = Parse(File.ReadAllText(RepositoryRoot.Sample("unix-mail", "crowdsec", "postfix-relay", "postfix-spam.log"))).Rows[0];
        Assert.Equal((454L, "4.7.1", "454 4.7.1 <spammer@domain.tld>: Relay access denied"),
            ((long)relay["status_code"]!, (string?)relay["error_code"], (string?)relay["reply"]));
        var login = Parse(File.ReadAllText(RepositoryRoot.Sample("unix-mail", "crowdsec", "postfix-logs", "postfix-logs.log"))).Rows[0];
        Assert.Equal((true, "LOGIN", "smtp", "authentication failure"),
            ((bool)login["login"]!, (string?)login["auth_method"], (string?)login["protocol"], (string?)login["failure_reason"]));
    }

    static Parsed Parse(string text) => Parsed.From(LogFormats.Find("postfix")!, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text));

    // Parts of lines become lines; a line break within one is a question mark in a log.
    static (string Program, string Message) Line(string pattern, string data)
    {
        var name = Name().Match(pattern).Groups[1].Value;
        var program = s_programs.TryGetValue(name, out var known) ? known : name.ToLowerInvariant();
        var message = data.TrimEnd('\n').Replace('\n', '?');
        return (program, name switch
        {
            "COMMAND_COUNTER_DATA" => "disconnect from unknown[192.0.2.1] " + message,
            "DELAYS" => $"4104E3D: to=<a@example.com>, relay=none, delay=1, delays={message}, dsn=2.0.0, status=sent (x)",
            "RELAY" => $"4104E3D: to=<a@example.com>, relay={message}, delay=1, dsn=2.0.0, status=sent (x)",
            "TLS_FEATURES" => $"4104E3D: to=<a@example.com>, relay=none, delay=1, tls={message}, dsn=2.0.0, status=sent (x)",
            _ => message,
        });
    }

    [GeneratedRegex(@"POSTFIX_([A-Z_]+)")]
    private static partial Regex Name();
}
