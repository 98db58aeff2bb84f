using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Signing;

namespace CloudAnalytics.Aws;

/// <summary>Where AWS is and who asks: the same for every service.</summary>
/// <param name="Region">The region's name, such as <c>eu-central-1</c>.</param>
/// <param name="Endpoint">One address for all services instead of AWS's own, for tests; null for AWS.</param>
public sealed record AwsConnection(string Region, ServiceAddress? Endpoint)
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
        ServiceAddress? endpoint = null;
        if (text is not null && !ServiceAddress.TryParse(text, out endpoint))
            throw new ArgumentException($"{EndpointVariable} is '{text}', which is no address such as http://localhost:5000");
        return new AwsConnection(region, endpoint)
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
    public static AwsConnection Of(string region, ServiceAddress? endpoint) => new(region, endpoint);

    /// <summary>The address of a service, such as <c>athena</c>.</summary>
    public ServiceAddress EndpointOf(string service) => Endpoint ?? new ServiceAddress(true,
        $"{service}.{Region}.amazonaws.com{(Region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}", 443, "/");

    /// <summary>
    /// The keys of who asks, for one request: of the environment, where nobody was named, else of <see cref="Credentials"/>, which the
    /// library of AWS finds and refreshes.
    /// </summary>
    internal AccessKeys Keys()
    {
        if (_credentials is null && AccessKeys.FromEnvironment() is { } keys)
            return keys;
        return OfCredentials();
    }

    // In its own method, so that the library is loaded only where it is needed.
    AccessKeys OfCredentials() => AccessKeys.Of(Credentials.GetCredentials());

    static string? Value(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
