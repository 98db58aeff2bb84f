using Amazon.CDK;
using Amazon.CDK.AWS.Athena;
using Amazon.CDK.AWS.Glue;
using Amazon.CDK.AWS.IAM;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The lake's tables, as Athena finds them, and the workgroup that asks them.</summary>
sealed class LakeTables
{
    const long Gigabyte = 1L << 30;

    // Athena takes descriptions up to 1,024 bytes.
    const int QueryDocLengthMax = 1000;

    readonly Site _site;

    public LakeTables(Site site, LakeBuckets lake, Keys keys)
    {
        _site = site;
        DatabaseName = site.Name.Replace('-', '_');
        var database = new CfnDatabase(site.Stack, "Database", new CfnDatabaseProps
        {
            CatalogId = site.Stack.Account,
            DatabaseInput = new CfnDatabase.DatabaseInputProperty
            {
                Name = DatabaseName,
                Description = "Logs of mail servers: the tables of each format, and a view over them under the format's name.",
            },
        });
        foreach (var schema in LogFormats.Schemas)
            foreach (var zone in GlueTable.Zones)
                AddTable(schema, zone, lake, database);

        WorkGroupName = site.Name;
        WorkGroup = new CfnWorkGroup(site.Stack, "WorkGroup", new CfnWorkGroupProps
        {
            Name = WorkGroupName,
            Description = "Questions to the lake; a query that reads more than the limit is stopped.",
            RecursiveDeleteOption = true,
            WorkGroupConfiguration = new CfnWorkGroup.WorkGroupConfigurationProperty
            {
                BytesScannedCutoffPerQuery = site.Get(Settings.ScanLimitGb) * Gigabyte,
                // Nobody can send answers elsewhere.
                EnforceWorkGroupConfiguration = true,
                PublishCloudWatchMetricsEnabled = true,
                EngineVersion = new CfnWorkGroup.EngineVersionProperty { SelectedEngineVersion = "Athena engine version 3" },
                ResultConfiguration = new CfnWorkGroup.ResultConfigurationProperty
                {
                    OutputLocation = $"s3://{lake.Results.BucketName}/answers/",
                    EncryptionConfiguration = new CfnWorkGroup.EncryptionConfigurationProperty
                    {
                        EncryptionOption = "SSE_KMS",
                        KmsKey = keys.Key.KeyArn,
                    },
                },
            },
        });
        foreach (var query in LogCatalogue.Compliance)
            AddQuery(query, database);
        _ = new CfnOutput(site.Stack, "AthenaWorkgroup", new CfnOutputProps { Value = WorkGroupName });
        _ = new CfnOutput(site.Stack, "GlueDatabase", new CfnOutputProps { Value = DatabaseName });
    }

    /// <summary>Name of the database.</summary>
    public string DatabaseName { get; }

    /// <summary>Name of the workgroup.</summary>
    public string WorkGroupName { get; }

    /// <summary>The workgroup.</summary>
    public CfnWorkGroup WorkGroup { get; }

    /// <summary>Lets a role ask, and read tables and views.</summary>
    public PolicyStatement[] Ask() =>
    [
        new(new PolicyStatementProps
        {
            Actions = ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution", "athena:StopQueryExecution"],
            Resources = [_site.Arn("athena", $"workgroup/{WorkGroupName}")],
        }),
        Glue(["glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"]),
    ];

    /// <summary>Lets a role make and replace views.</summary>
    public PolicyStatement MakeViews() => Glue(["glue:CreateTable", "glue:UpdateTable"]);

    PolicyStatement Glue(string[] actions) => new(new PolicyStatementProps
    {
        Actions = actions,
        Resources =
        [
            _site.Arn("glue", "catalog"), _site.Arn("glue", $"database/{DatabaseName}"), _site.Arn("glue", $"table/{DatabaseName}/*"),
        ],
    });

    // Athena asks for the values of the placeholders when the query is run.
    void AddQuery(ComplianceQuery query, CfnDatabase database)
    {
        var named = new CfnNamedQuery(_site.Stack, $"Query-{query.Name}", new CfnNamedQueryProps
        {
            Name = query.Name,
            Description = query.Doc.Length <= QueryDocLengthMax ? query.Doc : query.Doc[..(QueryDocLengthMax - 3)] + "...",
            Database = DatabaseName,
            WorkGroup = WorkGroupName,
            QueryString = GeneratedFiles.QueryFile(query, SqlDialect.Athena).TrimEnd('\n', ';'),
        });
        named.AddDependency(WorkGroup);
        named.AddDependency(database);
    }

    void AddTable(Schema schema, GlueZone zone, LakeBuckets lake, CfnDatabase database)
    {
        var name = GlueTable.NameOf(schema, zone);
        var location = GlueTable.LocationOf(schema, zone, lake.Lake.BucketName);
        var parameters = new Dictionary<string, object>
        {
            ["EXTERNAL"] = "TRUE",
            ["classification"] = "parquet",
            ["parquet.compression"] = "ZSTD",
        };
        foreach (var (key, value) in GlueTable.Projection(zone, location))
            parameters[key] = value;
        var table = new CfnTable(_site.Stack, $"Table-{name}", new CfnTableProps
        {
            CatalogId = _site.Stack.Account,
            DatabaseName = DatabaseName,
            TableInput = new CfnTable.TableInputProperty
            {
                Name = name,
                Description = GlueTable.CommentOf(schema),
                TableType = "EXTERNAL_TABLE",
                Parameters = parameters,
                PartitionKeys = new[] { new CfnTable.ColumnProperty { Name = zone.Partition, Type = "string" } },
                StorageDescriptor = new CfnTable.StorageDescriptorProperty
                {
                    Location = location,
                    InputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                    OutputFormat = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                    SerdeInfo = new CfnTable.SerdeInfoProperty
                    {
                        SerializationLibrary = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                        Parameters = new Dictionary<string, object> { ["serialization.format"] = "1" },
                    },
                    Columns = GlueTable.Columns(schema)
                        .Select(c => new CfnTable.ColumnProperty { Name = c.Name, Type = c.Type, Comment = c.Comment }).ToArray(),
                },
            },
        });
        table.AddDependency(database);
    }
}
