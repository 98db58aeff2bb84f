using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace CloudAnalytics.Aws;

/// <summary>Where AWS is and who asks: the same for every service.</summary>
/// <param name="Region">The region's name, such as <c>eu-central-1</c>.</param>
/// <param name="Endpoint">One address for all services instead of AWS's own, for tests; null for AWS.</param>
public sealed record AwsConnection(string Region, Uri? Endpoint)
{
    AWSCredentials? _credentials;

    /// <summary>Name of the variable that holds the region.</summary>
    public const string RegionVariable = "AWS_REGION";

    /// <summary>Name of the variable that holds an address for all services.</summary>
    public const string EndpointVariable = "AWS_ENDPOINT_URL";

    /// <summary>
    /// What the environment says: the variables AWS_REGION (or AWS_DEFAULT_REGION) and AWS_ENDPOINT_URL, and AWS's usual places for
    /// credentials.
    /// </summary>
    /// <exception cref="ArgumentException">A variable is missing or wrong; the message names it, what it holds and what it may
    /// hold.</exception>
    public static AwsConnection FromEnvironment()
    {
        var region = Value(RegionVariable) ?? Value("AWS_DEFAULT_REGION")
            ?? throw new ArgumentException($"{RegionVariable} is not set; it names the region of the stack, such as eu-central-1");
        var text = Value(EndpointVariable);
        if (text is not null && !(Uri.TryCreate(text, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
            throw new ArgumentException($"{EndpointVariable} is '{text}', which is no address such as http://localhost:5000");
        return new AwsConnection(region, text is null ? null : new Uri(text))
        {
            Credentials = DefaultAWSCredentialsIdentityResolver.GetCredentials(),
        };
    }

    /// <summary>Who asks; looked for in AWS's usual places when it is asked for first, which takes time.</summary>
    public AWSCredentials Credentials
    {
        get => _credentials ??= DefaultAWSCredentialsIdentityResolver.GetCredentials();
        init => _credentials = value;
    }

    /// <summary>A region and perhaps an address, with AWS's usual places for credentials.</summary>
    public static AwsConnection Of(string region, Uri? endpoint) => new(region, endpoint);

    /// <summary>The address of a service, such as <c>athena</c>.</summary>
    public Uri EndpointOf(string service) =>
        Endpoint ?? new Uri($"https://{service}.{Region}.amazonaws.com{(Region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}");

    static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
