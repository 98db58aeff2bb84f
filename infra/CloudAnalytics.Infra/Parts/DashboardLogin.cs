using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace CloudAnalytics.Infra.Parts;

/// <summary>Cognito for OpenSearch Dashboards: people are added to the pool by an administrator, nobody by himself.</summary>
sealed class DashboardLogin : Construct
{
    public DashboardLogin(Site site, string domainArn)
        : base(site.Stack, "Login")
    {
        Pool = new CfnUserPool(this, "Pool", new CfnUserPoolProps
        {
            UserPoolName = site.Name,
            AdminCreateUserConfig = new CfnUserPool.AdminCreateUserConfigProperty { AllowAdminCreateUserOnly = true },
            UsernameAttributes = ["email"],
            AutoVerifiedAttributes = ["email"],
            MfaConfiguration = "ON",
            EnabledMfas = ["SOFTWARE_TOKEN_MFA"],
            UserPoolAddOns = new CfnUserPool.UserPoolAddOnsProperty { AdvancedSecurityMode = "ENFORCED" },
            DeletionProtection = site.Removal == RemovalPolicy.RETAIN ? "ACTIVE" : "INACTIVE",
            Policies = new CfnUserPool.PoliciesProperty
            {
                PasswordPolicy = new CfnUserPool.PasswordPolicyProperty
                {
                    MinimumLength = 14,
                    RequireLowercase = true,
                    RequireNumbers = true,
                    RequireSymbols = true,
                    RequireUppercase = true,
                    TemporaryPasswordValidityDays = 3,
                },
            },
            AccountRecoverySetting = new CfnUserPool.AccountRecoverySettingProperty
            {
                RecoveryMechanisms = new[] { new CfnUserPool.RecoveryOptionProperty { Name = "verified_email", Priority = 1 } },
            },
        });
        // The tier with protection against guessed and leaked passwords; it is billed by who logs in.
        Pool.AddPropertyOverride("UserPoolTier", "PLUS");
        Pool.ApplyRemovalPolicy(site.Removal);
        // The name is one for the whole region, of all customers.
        Address = new CfnUserPoolDomain(this, "Address", new CfnUserPoolDomainProps
        {
            Domain = $"{site.Name}-{site.Stack.Account}",
            UserPoolId = Pool.Ref,
        });
        Identities = new CfnIdentityPool(this, "Identities", new CfnIdentityPoolProps
        {
            IdentityPoolName = site.Name,
            AllowUnauthenticatedIdentities = false,
        });
        // The domain itself makes the client of the pool, and enters it here.
        Identities.AddPropertyDeletionOverride("CognitoIdentityProviders");
        ReaderRole = Reader(site, domainArn);
        Attachment = new CfnIdentityPoolRoleAttachment(this, "Roles", new CfnIdentityPoolRoleAttachmentProps
        {
            IdentityPoolId = Identities.Ref,
            Roles = new Dictionary<string, object> { ["authenticated"] = ReaderRole.RoleArn },
        });
        DomainRole = Domain(site);
    }

    /// <summary>Who may log in.</summary>
    public CfnUserPool Pool { get; }

    /// <summary>Turns a login into a role.</summary>
    public CfnIdentityPool Identities { get; }

    /// <summary>The address of the login's page.</summary>
    public CfnUserPoolDomain Address { get; }

    /// <summary>Which role a login becomes.</summary>
    public CfnIdentityPoolRoleAttachment Attachment { get; }

    /// <summary>The role of everybody who logged in.</summary>
    public Role ReaderRole { get; }

    /// <summary>The role by which the domain sets up its login.</summary>
    public Role DomainRole { get; }

    Role Reader(Site site, string domainArn)
    {
        var role = new Role(this, "Reader", new RoleProps
        {
            RoleName = $"{site.Name}-reader",
            Description = "Whoever logged in to the dashboards",
            AssumedBy = new FederatedPrincipal("cognito-identity.amazonaws.com", new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["cognito-identity.amazonaws.com:aud"] = Identities.Ref },
                ["ForAnyValue:StringLike"] = new Dictionary<string, object> { ["cognito-identity.amazonaws.com:amr"] = "authenticated" },
            }, "sts:AssumeRoleWithWebIdentity"),
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut"],
            Resources = [$"{domainArn}/*"],
        }));
        return role;
    }

    // What AWS' managed policy AmazonOpenSearchServiceCognitoAccess allows, for these two pools only.
    Role Domain(Site site)
    {
        var role = new Role(this, "DomainRole", new RoleProps { AssumedBy = new ServicePrincipal("es.amazonaws.com") });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions =
            [
                "cognito-idp:AdminInitiateAuth", "cognito-idp:AdminUserGlobalSignOut", "cognito-idp:CreateUserPoolClient",
                "cognito-idp:DeleteUserPoolClient", "cognito-idp:DescribeUserPool", "cognito-idp:DescribeUserPoolClient",
                "cognito-idp:ListUserPoolClients", "cognito-idp:UpdateUserPoolClient",
            ],
            Resources = [Pool.AttrArn],
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions =
            [
                "cognito-identity:DescribeIdentityPool", "cognito-identity:GetIdentityPoolRoles", "cognito-identity:SetIdentityPoolRoles",
                "cognito-identity:UpdateIdentityPool",
            ],
            Resources = [site.Arn("cognito-identity", $"identitypool/{Identities.Ref}")],
        }));
        var pass = new PolicyStatement(new PolicyStatementProps { Actions = ["iam:PassRole"], Resources = [ReaderRole.RoleArn] });
        pass.AddCondition("StringEquals", new Dictionary<string, object> { ["iam:PassedToService"] = "cognito-identity.amazonaws.com" });
        role.AddToPolicy(pass);
        return role;
    }
}
