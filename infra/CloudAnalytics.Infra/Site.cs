using Amazon.CDK;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra;

/// <summary>What every part of the stack needs to know.</summary>
/// <param name="Stack">The stack that parts are made in.</param>
/// <param name="Configuration">The settings.</param>
sealed record Site(Stack Stack, StackConfiguration Configuration)
{
    /// <summary>Begins the names of everything.</summary>
    public string Name => Get(Settings.Stack);

    /// <summary>What becomes of data and keys when the stack is deleted.</summary>
    public RemovalPolicy Removal => Get(Settings.Removal) == "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

    public T Get<T>(Setting<T> setting)
        where T : notnull => Configuration.Get(setting);

    /// <summary>The ARN of something in this account and region.</summary>
    public string Arn(string service, string resource) =>
        $"arn:{Stack.Partition}:{service}:{Stack.Region}:{Stack.Account}:{resource}";

    /// <summary>The name of a function.</summary>
    public string FunctionName(string function) => $"{Name}-{function}";
}
