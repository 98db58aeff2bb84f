using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Formats.Tests.Postfix;

/// <summary>
/// What whyscream's grok patterns for Postfix call a fact, and whether a row of ours has it: the same text in a column, or a comparison
/// where the two take a line apart differently.
/// </summary>
static partial class GrokField
{
    // Their name without the prefix, and our column; a slash stands before a key of attributes.
    static readonly Dictionary<string, string> s_columns = new()
    {
        ["client_hostname"] = "client_hostname",
        ["client_ip"] = "client_ip",
        ["client_port"] = "remote_port",
        ["server_ip"] = "local_ip",
        ["server_port"] = "local_port",
        ["relay_hostname"] = "relay_host",
        ["relay_ip"] = "relay_ip",
        ["relay_port"] = "relay_port",
        ["relay_service"] = "/relay_service",
        ["action"] = "action",
        ["smtp_stage"] = "stage",
        ["proxy_smtp_stage"] = "stage",
        ["smtp_lostconn_reason"] = "stage",
        ["status"] = "delivery_status",
        ["status_code"] = "status_code",
        ["proxy_status_code"] = "status_code",
        ["smtp_response"] = "reply",
        ["error_response"] = "reply",
        ["local_response"] = "reply",
        ["pipe_response"] = "reply",
        ["proxy_message"] = "reply",
        ["tls_error"] = "reply",
        ["postscreen_toobusy_data"] = "reply",
        ["tls_version"] = "tls_version",
        ["tls_cipher"] = "tls_cipher",
        ["tls_cipher_size"] = "/cipher-bits",
        ["tls_trustlevel"] = "tls_trust",
        ["tls_key_exchange"] = "/key-exchange",
        ["tls_server_digest"] = "/server-digest",
        ["bounce_queueid"] = "child_queue_id",
        ["bounce_recipient"] = "/notified",
        ["anvil_cache_size"] = "/max cache size",
        ["anvil_conn_count"] = "/max connection count",
        ["anvil_timestamp"] = "/at",
        ["service"] = "/service",
        ["scache_timestamp"] = "/start interval",
        ["scache_hits"] = "/hits",
        ["scache_miss"] = "/miss",
        ["scache_domains"] = "/domains",
        ["scache_addresses"] = "/addresses",
        ["scache_connection"] = "/connection",
        ["verify_cache_retained"] = "/retained",
        ["verify_cache_dropped"] = "/dropped",
        ["postscreen_cache_retained"] = "/retained",
        ["postscreen_cache_dropped"] = "/dropped",
        ["verify_cleanup_type"] = "/cleanup",
        ["postscreen_dnsbl_rank"] = "/rank",
        ["dnsbl_domain"] = "blocklist",
        ["dnsbl_result"] = "/result",
        ["discarded_ehlo_keywords"] = "/keywords",
        ["pix_workaround"] = "/workarounds",
        ["version"] = "/version",
        ["config_path"] = "/configuration",
        ["termination_signal"] = "/signal",
        ["postsuper_summary_count"] = "/messages",
        ["milter_data"] = "/milter-header-redirect",
        ["prepend_value"] = "/prepend",
        ["prepend_trigger"] = "content",
        ["prepend_type"] = "stage",
    };

    // Their words for what our action tells in its own.
    static readonly Dictionary<string, string> s_actions = new()
    {
        ["placed on hold"] = "hold",
        ["released from hold"] = "released",
        ["WHITELISTED"] = "allowlisted",
        ["BLACKLISTED"] = "denylisted",
        ["WHITELIST VETO"] = "allowlist-veto",
        ["delivery status"] = "delivery-status-notification",
        ["non-delivery"] = "non-delivery-notification",
        ["delay"] = "delay-notification",
        ["SSL_accept error"] = "tls-error",
        ["bare <LF> received"] = "bare-newline",
    };

    static readonly Dictionary<string, Func<JsonObject, string, bool>> s_comparisons = new()
    {
        ["queueid"] = (row, value) => Text(row, "queue_id") == (value == "NOQUEUE" ? "" : value),
        ["client_ip_unknown"] = (row, _) => Text(row, "client_ip").Length == 0,
        ["message-id"] = (row, value) => Text(row, "message_id").Trim('<', '>') == value,
        ["from"] = (row, value) => Text(row, "sender") == (value.Length == 0 ? "<>" : value),
        ["keyvalue_data"] = HasPairs,
        ["command_counter_data"] = HasPairs,
        ["bounce_reason"] = HasAction,
        ["postsuper_action"] = HasAction,
        ["postsuper_summary_action"] = (row, value) => HasAction(row, char.ToLowerInvariant(value[0]) + value[1..]),
        ["postscreen_access"] = HasAction,
        ["postscreen_violation"] = HasAction,
        ["milter_result"] = (row, value) => Text(row, "action") == "milter-" + value,
        ["proxy_result"] = (row, value) => Text(row, "action") == "proxy-" + value,
        ["smtpd_lostconn_data"] = HasAction,
        ["smtp_lostconn_data"] = (row, value) => HasAction(row, value) || Text(row, "reply") == value,
        ["message_level"] = (row, value) => Text(row, "severity") == value || Text(row, "action") == value,
        ["message"] = HasMessage,
        ["milter_message"] = (row, value) =>
            HasMessage(row, value) || $"{Text(row, "stage")} from {Client(row)}: {Text(row, "reply")}" == value,
        ["status_data"] = (row, value) => Text(row, "reply").Contains(value, StringComparison.Ordinal),
        ["status_message"] = (row, value) => Text(row, "reply").EndsWith(value, StringComparison.Ordinal),
        ["status_code_enhanced"] = HasEnhancedStatus,
        ["proxy_status_code_enhanced"] = HasEnhancedStatus,
        ["postscreen_violation_time"] = (row, value) => IsSeconds(row, "duration_ms", value),
        ["delay_before_qmgr"] = (row, value) => IsSeconds(row, "delay_before_queue_ms", value),
        ["delay_in_qmgr"] = (row, value) => IsSeconds(row, "delay_in_queue_ms", value),
        ["delay_conn_setup"] = (row, value) => IsSeconds(row, "delay_connect_ms", value),
        ["delay_transmission"] = (row, value) => IsSeconds(row, "delay_send_ms", value),
        ["anvil_conn_rate"] = (row, value) => Text(row, "/max connection rate").Split('/')[0] == value,
        ["anvil_conn_period"] = (row, value) => Text(row, "/max connection rate").Split('/')[1] == value,
        ["scache_success"] = (row, value) => Text(row, "/success") == value + "%",
        ["tls_server_signature"] = (row, value) => Text(row, "/server-signature").Split(' ')[0] == value,
        ["tls_server_signature_size"] = (row, value) =>
            Text(row, "/server-signature").EndsWith($"({value} bits)", StringComparison.Ordinal),
        ["tls_server_signature_curve"] = (row, value) => Text(row, "/server-signature").EndsWith($"({value})", StringComparison.Ordinal),
        ["tls_security_level"] = (row, value) => Regex.IsMatch(Text(row, "/tls"), $"^{value}\\b"),
        ["tls_downgrade_level"] = (row, value) => Text(row, "/tls").EndsWith(":" + value, StringComparison.Ordinal),
        ["tls_policy_undecided"] = (row, _) => Text(row, "/tls").EndsWith('?'),
        ["requiretls"] = (row, value) => Text(row, "/tls").Contains(value, StringComparison.Ordinal),
        ["requiretls_policy_undecided"] = (row, _) => Text(row, "/tls").EndsWith('?'),
        ["requiretls_policy_violation"] = (row, _) => Text(row, "/tls").Contains("/!", StringComparison.Ordinal),
        ["requiretls_downgrade_level"] = (row, value) => Text(row, "/tls").EndsWith(":" + value, StringComparison.Ordinal),
    };

    /// <summary>Whether a row says what they expect; null when the table does not have their name.</summary>
    internal static bool? Holds(JsonObject row, string name, string value)
    {
        name = name.StartsWith("postfix_", StringComparison.Ordinal) ? name[8..] : name;
        if (s_columns.TryGetValue(name, out var column))
            return Text(row, column) == value;
        if (name.StartsWith("cmd_", StringComparison.Ordinal))
            return HasCount(row, name[4..], value);
        return s_comparisons.TryGetValue(name, out var holds) ? holds(row, value) : null;
    }

    static string Text(JsonObject row, string column) =>
        (column[0] == '/' ? row["attributes"]?[column[1..]] : row[column])?.ToString() ?? "";

    static string Client(JsonObject row) => $"{Text(row, "client_hostname")}[{Text(row, "client_ip")}]";

    static bool HasAction(JsonObject row, string value) =>
        Text(row, "action") == (s_actions.TryGetValue(value, out var ours) ? ours : value.ToLowerInvariant().Replace(' ', '-'));

    static bool HasMessage(JsonObject row, string value) => Text(row, "message").EndsWith(value, StringComparison.Ordinal)
        || Text(row, "action") == value || $"{Text(row, "action")}, {Text(row, "reply")}" == value
        || (Text(row, "content").Length > 0
            && value.StartsWith($"{Text(row, "stage")} {Text(row, "content")} from ", StringComparison.Ordinal));

    // A code of class 2 is no error.
    static bool HasEnhancedStatus(JsonObject row, string value) => Text(row, "error_code") == (value[0] == '2' ? "" : value);

    static bool IsSeconds(JsonObject row, string column, string value) =>
        row[column] is { } millis && (decimal)(double)millis == decimal.Parse(value, CultureInfo.InvariantCulture) * 1000;

    static bool HasCount(JsonObject row, string name, string value)
    {
        var isAccepted = name.EndsWith("_accepted", StringComparison.Ordinal);
        var command = (isAccepted ? name[..^9] : name) is var key and not "count" ? key : "commands";
        var counts = Text(row, "/" + command).Split('/');
        return (isAccepted ? counts[0] : counts[^1]) == value;
    }

    static bool HasPairs(JsonObject row, string value) =>
        Pair().Matches(value) is { Count: > 0 } pairs
        && pairs.All(pair => HasPair(row, pair.Groups[1].Value, pair.Groups[2].Value.Trim('<', '>')));

    static bool HasPair(JsonObject row, string key, string value) => key switch
    {
        "from" => Text(row, "sender") == (value.Length == 0 ? "<>" : value),
        "to" => row["recipients"]?[0]?.ToString() == value,
        "orig_to" => Text(row, "original_recipient") == value,
        "proto" => Text(row, "smtp_protocol") == value,
        "helo" => Text(row, "helo") == value,
        "client" => Client(row) == value,
        "size" => Text(row, "bytes") == value,
        "nrcpt" => Text(row, "recipient_count") == value,
        "dsn" => HasEnhancedStatus(row, value),
        "delay" => IsSeconds(row, "duration_ms", value),
        "delays" => value.Split('/') is [var a, var b, var c, var d] && IsSeconds(row, "delay_before_queue_ms", a)
            && IsSeconds(row, "delay_in_queue_ms", b) && IsSeconds(row, "delay_connect_ms", c) && IsSeconds(row, "delay_send_ms", d),
        "relay" => Relay(row) == value,
        _ => Text(row, "/" + key) == value,
    };

    static string Relay(JsonObject row)
    {
        var inner = Text(row, "relay_ip") is { Length: > 0 } ip ? ip : Text(row, "/relay_service");
        return Text(row, "relay_host") + (inner.Length > 0 ? $"[{inner}]" : "")
            + (Text(row, "relay_port") is { Length: > 0 } port ? ":" + port : "");
    }

    [GeneratedRegex(@"([a-z_]+)=(<[^>]*>|[^ ,]*)")]
    private static partial Regex Pair();
}
