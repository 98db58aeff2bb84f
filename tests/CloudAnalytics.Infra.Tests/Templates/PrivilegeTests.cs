using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>Nobody may more than he needs.</summary>
public sealed class PrivilegeTests
{
    public static TheoryData<string> Names => [.. Configurations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void NoActionIsAWildcard(string name) => Assert.All(Synthesis.All[name].Statements().Where(s =>
        (string)s.Statement["Effect"]! == "Allow"), s =>
        Assert.All(Texts(s.Statement["Action"]), action => Assert.DoesNotContain('*', action)));

    [Theory]
    [MemberData(nameof(Names))]
    public void NoResourceIsEverythingWhereTheServiceAllowsBetter(string name)
    {
        foreach (var (id, type, statement) in Synthesis.All[name].Statements().Where(s => (string)s.Statement["Effect"]! == "Allow"))
        {
            if (!Texts(statement["Resource"]).Contains("*"))
                continue;
            // A key's policy speaks of the key alone; network interfaces have no ARN before they are made.
            Assert.True(type == "AWS::KMS::Key" || Texts(statement["Action"]).All(a => a.StartsWith("ec2:", StringComparison.Ordinal)), id);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NobodyMayDeleteOrUnlockWhatIsInTheLake(string name)
    {
        string[] never =
        [
            "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:PutObjectRetention", "s3:PutBucketPolicy",
            "s3:PutLifecycleConfiguration",
        ];
        Assert.All(Synthesis.All[name].Statements().Where(s => (string)s.Statement["Effect"]! == "Allow"), s =>
            Assert.Empty(Texts(s.Statement["Action"]).Intersect(never)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OneMustBeNamedToBeLetIn(string name)
    {
        var open = Synthesis.All[name].Statements().Where(s => (string)s.Statement["Effect"]! == "Allow"
            && Texts(s.Statement["Principal"]).Contains("*"));
        Assert.Empty(open);
    }

    [Theory]
    [InlineData("large", "s3:GetObject", "s3:ListBucket")]
    [InlineData("shipped")]
    public void TablesOfPlacesAreReadByWhoEvaluatesDetectionsAndOnlyWhereThereAreSome(string name, params string[] actions)
    {
        var role = (string)Synthesis.All[name].Function("aggregate")["Role"]!["Fn::GetAtt"]![0]!;
        var policies = Synthesis.All[name].Of("AWS::IAM::Policy")
            .Where(p => p["PolicyDocument"]!.ToJsonString().Contains("places/", StringComparison.Ordinal)).ToList();
        Assert.All(policies, p => Assert.Equal(role, (string?)Assert.Single(p["Roles"]!.AsArray())!["Ref"]));
        Assert.Equal(actions, policies.SelectMany(p => p["PolicyDocument"]!["Statement"]!.AsArray())
            .Where(s => s!.ToJsonString().Contains("places/", StringComparison.Ordinal)).SelectMany(s => Texts(s!["Action"])).Order());
    }

    // Before the first row of a format it is asked for its template (HEAD), and rows are sent (POST).
    [Theory]
    [InlineData("index")]
    [InlineData("replay")]
    public void WhoWritesRowsMayLookForTheirTemplate(string function)
    {
        var role = (string)Synthesis.All["shipped"].Function(function)["Role"]!["Fn::GetAtt"]![0]!;
        var actions = Synthesis.All["shipped"].Of("AWS::IAM::Policy")
            .Where(p => p["Roles"]!.AsArray().Any(r => (string?)r!["Ref"] == role))
            .SelectMany(p => p["PolicyDocument"]!["Statement"]!.AsArray()).SelectMany(s => Texts(s!["Action"]));
        Assert.Equal(["es:ESHttpHead", "es:ESHttpPost"], actions.Where(a => a.StartsWith("es:", StringComparison.Ordinal)));
    }

    static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonValue v => [v.ToString()],
        JsonArray a => a.SelectMany(Texts),
        JsonObject o => o.SelectMany(p => Texts(p.Value)),
        _ => [],
    };
}
