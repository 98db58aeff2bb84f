using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Lambda;

namespace CloudAnalytics.Infra.Parts;

/// <summary>What runs by the clock.</summary>
sealed class Schedules
{
    public Schedules(Site site, FunctionSet functions)
    {
        // Every five minutes, as its windows are.
        New(site, functions, "aggregate", "rate(5 minutes)");
        // After midnight (UTC) plus the time that late records take; the day before is complete then.
        New(site, functions, "compact", "cron(15 2 * * ? *)");
        // Athena has no views before its first run, and those of an older version behind an update. The stack's own event starts it: what a
        // resource of the stack did would have to wait for all others.
        Start(site, functions, "compact", "deployed", new CfnRuleProps
        {
            Description = "Starts compact behind each deployment",
            EventPattern = new Dictionary<string, object>
            {
                ["source"] = new[] { "aws.cloudformation" },
                ["detail-type"] = new[] { "CloudFormation Stack Status Change" },
                ["detail"] = new Dictionary<string, object>
                {
                    ["stack-id"] = new[] { site.Stack.StackId },
                    ["status-details"] = new Dictionary<string, object> { ["status"] = new[] { "CREATE_COMPLETE", "UPDATE_COMPLETE" } },
                },
            },
        });
    }

    static void New(Site site, FunctionSet functions, string function, string expression)
    {
        Start(site, functions, function, function, new CfnRuleProps
        {
            Description = $"Starts {function}",
            ScheduleExpression = expression,
        });
        // Lambda calls an asynchronous function again by itself, an hour long unless told otherwise.
        _ = new CfnEventInvokeConfig(site.Stack, $"Invocation-{function}", new CfnEventInvokeConfigProps
        {
            FunctionName = functions.Of(function).Ref,
            Qualifier = "$LATEST",
            MaximumRetryAttempts = 1,
            MaximumEventAgeInSeconds = function == "aggregate" ? 300 : 3600,
        });
    }

    static void Start(Site site, FunctionSet functions, string function, string name, CfnRuleProps when)
    {
        var target = functions.Of(function);
        when.Name = site.FunctionName(name);
        when.State = "ENABLED";
        when.Targets = new[]
        {
            new CfnRule.TargetProperty
            {
                Id = function,
                Arn = target.AttrArn,
                // The next run takes up what this one left.
                RetryPolicy = new CfnRule.RetryPolicyProperty { MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 300 },
            },
        };
        var rule = new CfnRule(site.Stack, $"Schedule-{name}", when);
        _ = new CfnPermission(site.Stack, $"Permission-{name}", new CfnPermissionProps
        {
            Action = "lambda:InvokeFunction",
            FunctionName = target.Ref,
            Principal = "events.amazonaws.com",
            SourceArn = rule.AttrArn,
        });
    }
}
