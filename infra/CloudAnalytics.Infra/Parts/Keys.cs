using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The one key that everything at rest is encrypted with.</summary>
sealed class Keys
{
    // What the account's own administrators may do by their IAM policies; a key policy without them would lock the key for good.
    static readonly string[] s_administration =
    [
        "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey",
            "kms:DisableKey",
        "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:Encrypt", "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies",
        "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:RetireGrant", "kms:RevokeGrant",
        "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
    ];

    public Keys(Site site)
    {
        var document = new PolicyDocument();
        document.AddStatements(
            Allow("Administration", new AccountRootPrincipal(), s_administration),
            // Log groups name their key; alarms and rules publish to an encrypted topic.
            Conditioned("Logs", $"logs.{site.Stack.Region}.amazonaws.com",
                ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
                "ArnLike", "kms:EncryptionContext:aws:logs:arn", site.Arn("logs", "log-group:*")),
            Conditioned("Alarms", "cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"],
                "StringEquals", "aws:SourceAccount", site.Stack.Account));
        Key = new Key(site.Stack, "Key", new KeyProps
        {
            Description = $"{site.Name}: stream, lake, index, alarms and logs",
            EnableKeyRotation = true,
            Policy = document,
            RemovalPolicy = site.Removal,
        });
        _ = new Alias(site.Stack, "KeyAlias", new AliasProps { AliasName = $"alias/{site.Name}", TargetKey = Key });
    }

    /// <summary>The key.</summary>
    public Key Key { get; }

    /// <summary>Lets a role read and write what is encrypted.</summary>
    public PolicyStatement Use(params string[] actions) =>
        new(new PolicyStatementProps { Actions = actions, Resources = [Key.KeyArn] });

    static PolicyStatement Allow(string name, IPrincipal who, string[] actions) => new(new PolicyStatementProps
    {
        Sid = name,
        Principals = [who],
        Actions = actions,
        // In a key's policy this means the key.
        Resources = ["*"],
    });

    static PolicyStatement Conditioned(string name, string service, string[] actions, string test, string key, string value)
    {
        var statement = Allow(name, new ServicePrincipal(service), actions);
        statement.AddCondition(test, new Dictionary<string, object> { [key] = value });
        return statement;
    }
}
