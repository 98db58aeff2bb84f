using Amazon.Runtime;

namespace CloudAnalytics.Aws.Signing;

/// <summary>Who signs a request.</summary>
/// <param name="Id">The key's public half.</param>
/// <param name="Secret">Its other half.</param>
/// <param name="Token">The session's token, or null for a key that lasts.</param>
sealed record AccessKeys(string Id, string Secret, string? Token)
{
    /// <summary>
    /// What the environment says, as Lambda sets it: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; or null.
    /// </summary>
    internal static AccessKeys? FromEnvironment() => Value("AWS_ACCESS_KEY_ID") is { } id && Value("AWS_SECRET_ACCESS_KEY") is { } secret
        ? new AccessKeys(id, secret, Value("AWS_SESSION_TOKEN"))
        : null;

    /// <summary>Those of the library of AWS.</summary>
    internal static AccessKeys Of(ImmutableCredentials credentials) =>
        new(credentials.AccessKey, credentials.SecretKey, credentials.UseToken ? credentials.Token : null);

    static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
