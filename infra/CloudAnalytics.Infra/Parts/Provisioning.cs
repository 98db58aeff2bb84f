using Amazon.CDK;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>Runs <c>provision</c> at every deployment that changes what it sets up.</summary>
sealed class Provisioning
{
    public Provisioning(Site site, FunctionSet functions, FunctionRoles roles, SearchDomain search)
    {
        var resource = new CfnCustomResource(site.Stack, "Provision", new CfnCustomResourceProps
        {
            ServiceToken = functions.Of("provision").AttrArn,
        });
        resource.AddPropertyOverride("ServiceTimeout", 600);
        // The domain's own access control: who may write rows, who may ask, who logs in.
        resource.AddPropertyOverride("IndexRoleArn", roles.Of("index").RoleArn);
        resource.AddPropertyOverride("ReplayRoleArn", roles.Of("replay").RoleArn);
        resource.AddPropertyOverride("AggregateRoleArn", roles.Of("aggregate").RoleArn);
        resource.AddPropertyOverride("ReaderRoleArn", search.Login.ReaderRole.RoleArn);
        resource.AddPropertyOverride("DeleteAfterDays", site.Get(Settings.IndexDays));
        // A copy on another node, where there is one; storage that is warm only is not part of the stack.
        resource.AddPropertyOverride("Replicas", site.Get(Settings.Nodes) > 1 ? 1 : 0);
        resource.AddPropertyOverride("WarmAfterDays", "never");
        // Whatever is set up lies in the functions' code: another code, another run.
        resource.AddPropertyOverride("Version", functions.Version);
        resource.AddDependency(search.Domain);
    }
}
