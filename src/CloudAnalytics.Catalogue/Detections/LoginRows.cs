using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Rows of login attempts as detections group them. Every attempt is one row, whichever lines report it.</summary>
static class LoginRows
{
    internal static readonly Predicate Attempt = new IsTrue(LoginFields.Login);
    internal static readonly Predicate Failed = Attempt & new Is(CommonFields.Outcome, "failure");
    internal static readonly Predicate Succeeded = new Is(CommonFields.Outcome, "success");

    // HTTP is left out: there every request with an account is an attempt.
    static readonly ImmutableArray<Schema> s_mail =
        [Logs.Postfix, Logs.ZimbraAudit, Logs.ZimbraMailbox, Logs.Dovecot, Logs.Smtp, Logs.ImapPop];

    /// <summary>Failures by the client's address, the accounts that it tried as items.</summary>
    internal static ImmutableArray<DetectionRows> ByAddress(params ReadOnlySpan<Schema> schemas)
    {
        var rows = ImmutableArray.CreateBuilder<DetectionRows>();
        foreach (var schema in schemas)
            rows.Add(new DetectionRows(schema, Failed, CommonFields.ClientIp) { Item = CommonFields.UserName });
        return rows.ToImmutable();
    }

    /// <summary>Failures over all protocols by the client's address.</summary>
    internal static ImmutableArray<DetectionRows> FailedByAddress => ByAddress(s_mail.AsSpan());

    /// <summary>Failures over all protocols by the account's domain, the accounts as items.</summary>
    internal static ImmutableArray<DetectionRows> FailedByDomain { get; } =
        [.. s_mail.Select(schema => new DetectionRows(schema, Failed, CommonFields.UserName)
            { KeyForm = KeyForm.Domain, Item = CommonFields.UserName })];

    /// <summary>Failures over all protocols by account, the addresses as items.</summary>
    internal static ImmutableArray<DetectionRows> FailedByAccount { get; } =
        [.. s_mail.Select(schema => new DetectionRows(schema, Failed, CommonFields.UserName) { Item = CommonFields.ClientIp })];

    /// <summary>Attempts over all protocols by account, the addresses as items and the successes marked.</summary>
    internal static ImmutableArray<DetectionRows> AttemptsByAccount { get; } =
        [.. s_mail.Select(schema => new DetectionRows(schema, Attempt, CommonFields.UserName)
            { Item = CommonFields.ClientIp, Marked = Succeeded })];
}
