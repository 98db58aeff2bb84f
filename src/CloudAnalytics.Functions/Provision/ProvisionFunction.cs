using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Functions.Provision;

/// <summary>
/// Sets the cluster up, as a custom resource of the stack. Whatever goes wrong is told to CloudFormation, which would wait an hour for an
/// answer that does not come. Deleting the resource deletes nothing: the rows are the customer's.
/// </summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="provisioner">Does the steps.</param>
/// <param name="http">Takes the answer to CloudFormation.</param>
/// <param name="dashboards">Saved objects by file name.</param>
sealed class ProvisionFunction(
    FunctionHost host, Provisioner provisioner, HttpClient http, IReadOnlyList<(string Name, string Objects)> dashboards) : IFunction
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
    {
        var request = CustomResourceRequest.Read(payload);
        var failures = request.Type == "Delete" ? [] : await RunAsync(request, invocation, cancellationToken);
        foreach (var failure in failures)
            host.Log.Write("error", failure, ("request_id", invocation.RequestId));
        await AnswerAsync(request, failures, cancellationToken);
        return Encoding.UTF8.GetBytes(new JsonObject { ["failures"] = failures.Count }.ToJsonString());
    }

    async Task<IReadOnlyList<string>> RunAsync(
        CustomResourceRequest request, Invocation invocation, CancellationToken cancellationToken)
    {
        var left = invocation.Deadline - host.Time.GetUtcNow() - Limits.ProvisionReserve;
        if (left <= TimeSpan.Zero)
            return ["the function has no time left; give it more"];
        try
        {
            using var timer = new CancellationTokenSource(left, host.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            var settings = request.Settings(host.Settings.IndexPrefix);
            var plan = new ProvisionPlan(settings, LogFormats.Indexed, MembersOf(request),
                dashboards, request.RequestId);
            return await provisioner.RunAsync(plan, either.Token);
        }
        catch (FormatException e)
        {
            return [e.Message];
        }
        catch (Exception e)
        {
            // The process ends by it, but only once somebody knows: CloudFormation would wait for an hour.
            await AnswerAsync(request, [$"the program failed: {e.Message}"], cancellationToken);
            throw;
        }
    }

    static Dictionary<string, IReadOnlyList<string>> MembersOf(CustomResourceRequest request)
    {
        string[] Of(params ReadOnlySpan<string> names)
        {
            var members = new List<string>();
            foreach (var name in names)
                if (request.Properties.GetValueOrDefault(name) is { Length: > 0 } arn) members.Add(arn);
            return [.. members];
        }

        return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [SecurityRoles.Writer] = Of("IndexRoleArn", "ReplayRoleArn"),
            [SecurityRoles.MetricsWriter] = Of("AggregateRoleArn"),
            [SecurityRoles.Reader] = Of("AggregateRoleArn", "ReaderRoleArn"),
            [SecurityRoles.DashboardsUser] = Of("ReaderRoleArn"),
        };
    }

    async Task AnswerAsync(CustomResourceRequest request, IReadOnlyList<string> failures, CancellationToken cancellationToken)
    {
        var reason = failures.Count == 0 ? "all is set up" : $"{failures.Count} of the steps failed. {string.Join("; ", failures)}";
        var answer = new JsonObject
        {
            ["Status"] = failures.Count == 0 ? "SUCCESS" : "FAILED",
            ["Reason"] = reason.Length <= Limits.ProvisionReasonLengthMax ? reason : reason[..Limits.ProvisionReasonLengthMax],

            // Another id would make CloudFormation delete the one before.
            ["PhysicalResourceId"] = request.PhysicalId ?? $"cloudanalytics-provision-{host.Settings.IndexPrefix}",
            ["StackId"] = request.StackId,
            ["RequestId"] = request.RequestId,
            ["LogicalResourceId"] = request.LogicalId,
        };
        try
        {
            // The address is signed for a body without a content type.
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.ToJsonString()));
            using var response = await http.PutAsync(request.ResponseUrl, content, cancellationToken);
            if (!response.IsSuccessStatusCode)
                host.Log.Write("error", $"CloudFormation did not take the answer: HTTP {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            host.Log.Write("error", $"CloudFormation could not be told: {e.Message}");
        }
    }
}
