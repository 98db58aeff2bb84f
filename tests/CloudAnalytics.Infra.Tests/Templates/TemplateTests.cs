using System.Text.Json.Nodes;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>Each setting of the stack that is meant, in the template.</summary>
public sealed class TemplateTests
{
    public static TheoryData<string> Names => [.. Configurations.All.Keys];

    static Template Of(string name) => Synthesis.All[name];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheTemplateIsWithinTheLimitsOfCloudFormation(string name)
    {
        Assert.InRange(new FileInfo(Of(name).Path).Length, 1, 1024 * 1024);
        Assert.InRange(Of(name).Resources.Count(), 50, 500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ConsumersAreSetOnPurpose(string name)
    {
        var consumers = Of(name).Of("AWS::Lambda::EventSourceMapping");
        Assert.Equal(name == "none" ? 1 : 2, consumers.Count);
        Assert.All(consumers, c =>
        {
            Assert.True((bool)c["BisectBatchOnFunctionError"]!);
            Assert.Equal(["ReportBatchItemFailures"], c["FunctionResponseTypes"]!.AsArray().Select(t => (string)t!));
            Assert.StartsWith("Failed", (string)c["DestinationConfig"]!["OnFailure"]!["Destination"]!["Fn::GetAtt"]![0]!,
                StringComparison.Ordinal);
            Assert.Equal("TRIM_HORIZON", (string)c["StartingPosition"]!);
            Assert.InRange((int)c["MaximumRecordAgeInSeconds"]!, 3600, 604800);
            Assert.InRange((int)c["BatchSize"]!, 100, 10000);
            Assert.NotNull(c["MaximumRetryAttempts"]);
            Assert.NotNull(c["MaximumBatchingWindowInSeconds"]);
            Assert.Null(c["TumblingWindowInSeconds"]);
        });
        var archive = consumers.Single(c => (int)c["ParallelizationFactor"]! == 1);
        Assert.Equal(100, (int)archive["MaximumRetryAttempts"]!);
        // OpenSearch away for an hour and more: the stream waits, and an hour before it forgets, batches are stored.
        foreach (var index in consumers.Where(c => c != archive))
        {
            Assert.Equal(-1, (int)index["MaximumRetryAttempts"]!);
            Assert.True((int)index["MaximumRecordAgeInSeconds"]! < (int)Of(name).ById("AWS::Kinesis::Stream",
                "Stream")["RetentionPeriodHours"]! * 3600);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FunctionsGetTheirSettingsAndAcceptThem(string name)
    {
        var functions = Of(name).Of("AWS::Lambda::Function");
        string[] expected = name == "none"
            ? ["aggregate", "archive", "compact", "replay"]
            : ["aggregate", "archive", "compact", "index", "provision", "replay"];
        Assert.Equal(expected, functions.Select(f => ((string)f["FunctionName"]!)[(Of(name).Name.Length
            + 1)..]).Order(StringComparer.Ordinal));
        Assert.All(functions, f =>
        {
            var variables = f["Environment"]!["Variables"]!.AsObject();
            Assert.Empty(variables.Select(v => v.Key).Except(FunctionSettings.Variables));
            // What the deployment fills in.
            string? Value(string variable) => variable switch
            {
                "AWS_REGION" => "eu-central-1",
                "CLOUDANALYTICS_LAKE_BUCKET" => "lake-bucket",
                "CLOUDANALYTICS_FAILED_BUCKET" when variables[variable] is JsonObject => "failed-bucket",
                "CLOUDANALYTICS_OPENSEARCH_ENDPOINT" when variables[variable] is JsonObject => "https://search.example.org",
                _ => (string?)variables[variable],
            };
            var settings = FunctionSettings.Read(Value);
            Assert.Equal($"{Of(name).Name}-{settings.Function}", (string)f["FunctionName"]!, ignoreCase: true);
            Assert.Equal(name == "none" ? "exchange_message_tracking" : null, settings.StreamFormat);
            Assert.Equal(name != "large", settings.KeepRaw);
            Assert.Equal("dotnet10", (string)f["Runtime"]!);
            Assert.Equal("bootstrap", (string)f["Handler"]!);
            Assert.NotNull(f["KmsKeyArn"]);
            Assert.InRange((int)f["Timeout"]!, 60, 900);
        });
    }

    [Fact]
    public void BatchesGivenUpAreCountedAndReplayedFromWhereLambdaPutsThem()
    {
        var destinations = Of("shipped").Of("AWS::Lambda::EventSourceMapping")
            .Select(m => (string)m["DestinationConfig"]!["OnFailure"]!["Destination"]!["Fn::GetAtt"]![0]!).Distinct();
        var readers = Of("shipped").Of("AWS::Lambda::Function").Select(f => f["Environment"]!["Variables"]!)
            .Where(v => v["CLOUDANALYTICS_FAILED_BUCKET"] is not null).ToList();
        Assert.Equal(
            ["aggregate", "replay"],
            readers.Select(v => (string)v["CLOUDANALYTICS_FUNCTION"]!).Order(StringComparer.Ordinal));
        Assert.All(readers, v => Assert.Equal((string)v["CLOUDANALYTICS_FAILED_BUCKET"]!["Ref"]!, Assert.Single(destinations)));
    }

    [Fact]
    public void MetricsAreMadeFromStoredRowsWhereTheyAre()
    {
        Assert.Contains("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", Variables("shipped", "aggregate"));
        Assert.DoesNotContain("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", Variables("none", "aggregate"));
        Assert.Contains("CLOUDANALYTICS_ATHENA_WORKGROUP", Variables("none", "aggregate"));
        Assert.DoesNotContain("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", Variables("shipped", "archive"));

        static IEnumerable<string> Variables(string name, string function) =>
            Of(name).Function(function)["Environment"]!["Variables"]!.AsObject().Select(v => v.Key);
    }

    [Fact]
    public void WhoeverReadsLinesKnowsTheProxies() => Assert.Equal(["archive", "index", "replay"],
        Of("large").Of("AWS::Lambda::Function").Select(f => f["Environment"]!["Variables"]!.AsObject())
            .Where(v => (string?)v["CLOUDANALYTICS_TRUSTED_PROXIES"] == "10.0.0.0/8,2001:db8::1")
            .Select(v => (string)v["CLOUDANALYTICS_FUNCTION"]!).Order(StringComparer.Ordinal));

    [Fact]
    public void DetectionsAreToldWhatDiffersFromTheirDeclarationsAndCanAskAthenaFromANetworkOfTheirOwn()
    {
        var variables = Of("large").Function("aggregate")["Environment"]!["Variables"]!.AsObject()
            .Where(v => v.Key.StartsWith("CLOUDANALYTICS_DETECTIONS_", StringComparison.Ordinal));
        Assert.Equal(
            ["it@example.org", "own.csv,GeoLite2-City-Blocks-IPv4.csv", "reject-flood=off,impossible-travel=800", "192.0.2.0/24"],
            variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => (string)v.Value!));
        var endpoint = Assert.Single(Of("large").Of("AWS::EC2::VPCEndpoint"), e => (string)e["VpcEndpointType"]! == "Interface");
        Assert.EndsWith(".athena", (string)endpoint["ServiceName"]!, StringComparison.Ordinal);
        Assert.Equal(3, endpoint["SubnetIds"]!.AsArray().Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NoFunctionCanStarveAnotherWhereThatIsWanted(string name) => Assert.All(Of(name).Of("AWS::Lambda::Function"), f =>
        Assert.Equal(name != "none", f["ReservedConcurrentExecutions"] is not null));

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryLogIsEncryptedAndEnds(string name)
    {
        var logs = Of(name).Of("AWS::Logs::LogGroup");
        Assert.All(logs, l =>
        {
            Assert.Equal(name == "large" ? 365 : 90, (int)l["RetentionInDays"]!);
            Assert.NotNull(l["KmsKeyId"]);
        });
        Assert.All(Of(name).Of("AWS::Lambda::Function"), f => Assert.NotNull(f["LoggingConfig"]!["LogGroup"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheStreamIsEncryptedAndHoldsRecordsOfOneMebibyte(string name)
    {
        var stream = Of(name).ById("AWS::Kinesis::Stream", "Stream");
        Assert.Equal("KMS", (string)stream["StreamEncryption"]!["EncryptionType"]!);
        Assert.Null(stream["MaxRecordSizeInKiB"]);
        Assert.Equal(name is "shipped" or "given-vpc" ? "ON_DEMAND" : "PROVISIONED", (string)stream["StreamModeDetails"]!["StreamMode"]!);
        Assert.Equal(name switch { "none" => 1, "large" => 24, "deployed" => 3, _ => null }, (int?)stream["ShardCount"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BucketsAreClosedEncryptedVersionedAndReachedByTlsAlone(string name)
    {
        var buckets = Of(name).Of("AWS::S3::Bucket");
        Assert.Equal(4, buckets.Count);
        Assert.All(buckets, b => Assert.All(b["PublicAccessBlockConfiguration"]!.AsObject(), p => Assert.True((bool)p.Value!)));
        Assert.Equal(3, buckets.Count(b => (string?)b["VersioningConfiguration"]?["Status"] == "Enabled"
            && b["LoggingConfiguration"] is not null));
        Assert.Equal(3, buckets.Count(b =>
            b["BucketEncryption"]!.ToJsonString().Contains("\"SSEAlgorithm\":\"aws:kms\"", StringComparison.Ordinal)));
        var denied = Of(name).Statements().Where(s => s.Type == "AWS::S3::BucketPolicy"
            && (string)s.Statement["Effect"]! == "Deny").ToList();
        Assert.Equal(4, denied.Count(s => (string?)s.Statement["Condition"]?["Bool"]?["aws:SecureTransport"] == "false"));
    }

    [Fact]
    public void TheLakeIsLockedAsConfigured()
    {
        static JsonNode? Retention(string name) => Of(name).ById("AWS::S3::Bucket",
            "Lake")["ObjectLockConfiguration"]?["Rule"]!["DefaultRetention"];
        Assert.Equal("GOVERNANCE", (string)Retention("shipped")!["Mode"]!);
        Assert.Equal(("COMPLIANCE", 3650), ((string)Retention("large")!["Mode"]!, (int)Retention("large")!["Days"]!));
        Assert.Null(Retention("none"));
        // Lambda writes there, and knows nothing of locks.
        Assert.NotEqual(true, (bool?)Of("shipped").ById("AWS::S3::Bucket", "Failed")["ObjectLockEnabled"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RawObjectsExpireOnlyBehindTheCut(string name)
    {
        var rules = Of(name).ById("AWS::S3::Bucket", "Lake")["LifecycleConfiguration"]!["Rules"]!.AsArray();
        var raw = rules.Where(r => r!["ExpirationInDays"] is not null && "raw/".StartsWith((string?)r["Prefix"] ?? "",
            StringComparison.Ordinal));
        var tag = Assert.Single(Assert.Single(raw)!["TagFilters"]!.AsArray());
        Assert.Equal(("cloudanalytics-cut", "behind"), ((string)tag!["Key"]!, (string)tag["Value"]!));
        Assert.Equal(name == "large", rules.Any(r => (string?)r!["Prefix"] == "archive/"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormatHasItsTablesWhichFindTheirDaysThemselves(string name)
    {
        var tables = Of(name).Of("AWS::Glue::Table").Select(t => t["TableInput"]!.AsObject()).ToList();
        var schemas = LogFormats.Schemas;
        Assert.Equal(schemas.SelectMany(s => (string[])[$"{s.Name}_archive", $"{s.Name}_raw"]).Order(StringComparer.Ordinal),
            tables.Select(t => (string)t["Name"]!).Order(StringComparer.Ordinal));
        Assert.All(tables, t =>
        {
            var partition = (string)Assert.Single(t["PartitionKeys"]!.AsArray())!["Name"]!;
            var parameters = t["Parameters"]!;
            Assert.Equal(("true", "date"), ((string)parameters["projection.enabled"]!,
                (string)parameters[$"projection.{partition}.type"]!));
            Assert.Contains($"={"${"}{partition}}}/", parameters["storage.location.template"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(t["StorageDescriptor"]!["Columns"]!.AsArray(), c => (string)c!["Name"]! == partition);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NobodyReadsWithoutALimitNorSendsAnswersElsewhere(string name)
    {
        var group = Assert.Single(Of(name).Of("AWS::Athena::WorkGroup"))["WorkGroupConfiguration"]!;
        Assert.Equal(200L << 30, (long)group["BytesScannedCutoffPerQuery"]!);
        Assert.True((bool)group["EnforceWorkGroupConfiguration"]!);
        Assert.Equal("SSE_KMS", (string)group["ResultConfiguration"]!["EncryptionConfiguration"]!["EncryptionOption"]!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryComplianceQueryIsNamedInAthena(string name)
    {
        var queries = Of(name).Of("AWS::Athena::NamedQuery");
        Assert.Equal(LogCatalogue.Compliance.Select(q => q.Name).Order(StringComparer.Ordinal),
            queries.Select(q => (string)q["Name"]!).Order(StringComparer.Ordinal));
        Assert.All(queries, q =>
        {
            Assert.Equal((Of(name).Name, Of(name).Name.Replace('-', '_')), ((string)q["WorkGroup"]!, (string)q["Database"]!));
            var file = RepositoryRoot.Combine("dashboards", "sql", "athena", "compliance", $"{q["Name"]}.sql");
            Assert.Equal(File.ReadAllText(file).TrimEnd('\n', ';'), (string)q["QueryString"]!);
            Assert.InRange(((string)q["QueryString"]!).Length, 1, 262144);
        });
    }

    [Fact]
    public void TheDomainIsClosed()
    {
        foreach (var name in (string[])["shipped", "large", "given-vpc", "deployed"])
        {
            var domain = Assert.Single(Of(name).Of("AWS::OpenSearchService::Domain"));
            Assert.True((bool)domain["AdvancedSecurityOptions"]!["Enabled"]!);
            Assert.False((bool)domain["AdvancedSecurityOptions"]!["InternalUserDatabaseEnabled"]!);
            Assert.True((bool)domain["EncryptionAtRestOptions"]!["Enabled"]!);
            Assert.True((bool)domain["NodeToNodeEncryptionOptions"]!["Enabled"]!);
            Assert.True((bool)domain["DomainEndpointOptions"]!["EnforceHTTPS"]!);
            Assert.True((bool)domain["CognitoOptions"]!["Enabled"]!);
            Assert.DoesNotContain("\"*\"", domain["AccessPolicies"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(name is "large" or "given-vpc", domain["VPCOptions"] is not null);
        }

        Assert.True((bool)Assert.Single(Of("shipped").Of("AWS::Cognito::UserPool"))["AdminCreateUserConfig"]!["AllowAdminCreateUserOnly"]!);
        Assert.Equal(3, Of("large").Of("AWS::EC2::Subnet").Count);
        Assert.Empty(Of("given-vpc").Of("AWS::EC2::VPC"));
    }

    [Fact]
    public void WhatIsSetUpInTheDomainFollowsTheSettings()
    {
        var large = Assert.Single(Of("large").Of("AWS::CloudFormation::CustomResource"));
        Assert.Equal((90, 1, "never"), ((int)large["DeleteAfterDays"]!, (int)large["Replicas"]!, (string)large["WarmAfterDays"]!));
        var single = Assert.Single(Of("given-vpc").Of("AWS::CloudFormation::CustomResource"));
        Assert.Equal(0, (int)single["Replicas"]!);
        foreach (var role in (string[])["IndexRoleArn", "ReplayRoleArn", "AggregateRoleArn", "ReaderRoleArn"])
            Assert.NotNull(large[role]!["Fn::GetAtt"]);
    }

    [Fact]
    public void WithoutSearchNothingOfItIsDeployed()
    {
        string[] types = ["OpenSearch", "Cognito", "CloudFormation::CustomResource", "EC2"];
        Assert.DoesNotContain(Of("none").Resources, r => types.Any(t => ((string)r.Resource["Type"]!).Contains(t,
            StringComparison.Ordinal)));
        Assert.DoesNotContain(Of("none").Statements(), s => s.Statement["Action"]!.ToJsonString().Contains("es:",
            StringComparison.Ordinal));
    }

    [Fact]
    public void OtherAccountsComeInByNamingTheWordAlone()
    {
        Assert.DoesNotContain("AgentRole", Of("shipped").Json["Resources"]!.AsObject().Select(r => r.Key[..Math.Min(9, r.Key.Length)]));
        var trust = Of("large").One("AWS::IAM::Role", "RoleName", "logs-large-agent")["AssumeRolePolicyDocument"]!["Statement"]!.AsArray();
        Assert.All(trust, s => Assert.Equal("0123456789abcdef", (string)s!["Condition"]!["StringEquals"]!["sts:ExternalId"]!));
        Assert.Contains("210987654321", trust.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("310987654321", trust.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DataStaysWhenTheStackGoesUnlessItIsToGo(string name)
    {
        string[] kept = ["AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::KMS::Key", "AWS::OpenSearchService::Domain",
            "AWS::Logs::LogGroup"];
        Assert.All(Of(name).Resources.Where(r => kept.Contains((string)r.Resource["Type"]!)), r =>
            Assert.Equal(name is "none" or "deployed" ? "Delete" : "Retain", (string)r.Resource["DeletionPolicy"]!));
    }

    [Fact]
    public void TagsAreOnWhatCosts() => Assert.All(
        Of("large").Resources.Where(r =>
            (string)r.Resource["Type"]! is "AWS::S3::Bucket" or "AWS::Lambda::Function" or "AWS::Kinesis::Stream"),
        r => Assert.Contains("cost-centre", r.Resource["Properties"]!["Tags"]!.ToJsonString(), StringComparison.Ordinal));

    [Fact]
    public void SnapshotsStartPublishedVersions()
    {
        Assert.Equal("PublishedVersions", (string)Of("large").Function("index")["SnapStart"]!["ApplyOn"]!);
        Assert.Null(Of("shipped").Function("index")["SnapStart"]);
        Assert.Equal(2, Of("large").Of("AWS::Lambda::Version").Count);
        Assert.All(Of("large").Of("AWS::Lambda::EventSourceMapping"), c =>
            Assert.StartsWith("Version", (string)c["FunctionName"]!["Ref"]!, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SchedulesStartWhatTheyMay(string name)
    {
        var rules = Of(name).Of("AWS::Events::Rule");
        Assert.Equal(["cron(15 2 * * ? *)", "rate(5 minutes)"], rules.Where(r => r["ScheduleExpression"] is not null).Select(r =>
            (string)r["ScheduleExpression"]!).Order(StringComparer.Ordinal));
        Assert.All(Of(name).Of("AWS::Lambda::Permission"), p => Assert.NotNull(p["SourceArn"]));
    }

    // docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html
    [Theory]
    [MemberData(nameof(Names))]
    public void ViewsAreMadeBehindEachDeploymentOfThisStack(string name)
    {
        var rule = Assert.Single(Of(name).Of("AWS::Events::Rule"), r => r["EventPattern"] is not null);
        Assert.Equal(
            """{"source":["aws.cloudformation"],"detail-type":["CloudFormation Stack Status Change"],"""
            + """ "detail":{"stack-id":[{"Ref":"AWS::StackId"}],"status-details":{"status":["CREATE_COMPLETE","UPDATE_COMPLETE"]}}}"""
                .TrimStart(),
            rule["EventPattern"]!.ToJsonString());
        var target = Assert.Single(rule["Targets"]!.AsArray())!;
        Assert.Equal($"{Of(name).Name}-compact", (string)Of(name).Json["Resources"]![(string)target["Arn"]!["Fn::GetAtt"]![0]!]!
            ["Properties"]!["FunctionName"]!);
    }
}
