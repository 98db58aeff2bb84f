using Amazon.CDK;
using CloudAnalytics.Infra;
using CloudAnalytics.Infra.Configuration;

// Started by `cdk`, as cdk.json says; context values: config (the file), asset (the folder or zip of the published functions).
try
{
    if (args is ["--processor", var path])
    {
        // What scripts/deploy has to publish for.
        Console.WriteLine(FunctionAsset.Processor(StackConfiguration.Load(path)));
        return 0;
    }

    var app = new App();
    var file = app.Node.TryGetContext("config") as string ?? StackConfiguration.FileName;
    var configuration = StackConfiguration.Load(file);
    var asset = app.Node.TryGetContext("asset") as string ?? FunctionAsset.DefaultPath(configuration);
    _ = new CloudAnalyticsStack(app, configuration, FunctionAsset.Existing(asset));
    app.Synth();
    return 0;
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
