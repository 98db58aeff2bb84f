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
    }

    static void New(Site site, FunctionSet functions, string function, string expression)
    {
        var target = functions.Of(function);
        var rule = new CfnRule(site.Stack, $"Schedule-{function}", new CfnRuleProps
        {
            Name = site.FunctionName(function),
            Description = $"Starts {function}",
            ScheduleExpression = expression,
            State = "ENABLED",
            Targets = new[]
            {
                new CfnRule.TargetProperty
                {
                    Id = function,
                    Arn = target.AttrArn,
                    // The next run takes up what this one left.
                    RetryPolicy = new CfnRule.RetryPolicyProperty { MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 300 },
                },
            },
        });
        _ = new CfnPermission(site.Stack, $"Permission-{function}", new CfnPermissionProps
        {
            Action = "lambda:InvokeFunction",
            FunctionName = target.Ref,
            Principal = "events.amazonaws.com",
            SourceArn = rule.AttrArn,
        });
        // Lambda calls an asynchronous function again by itself, an hour long unless told otherwise.
        _ = new CfnEventInvokeConfig(site.Stack, $"Invocation-{function}", new CfnEventInvokeConfigProps
        {
            FunctionName = target.Ref,
            Qualifier = "$LATEST",
            MaximumRetryAttempts = 1,
            MaximumEventAgeInSeconds = function == "aggregate" ? 300 : 3600,
        });
    }
}
