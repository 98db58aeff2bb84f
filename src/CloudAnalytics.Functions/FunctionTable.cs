namespace CloudAnalytics.Functions;

/// <summary>Makes the function that the settings name.</summary>
static class FunctionTable
{
    internal static IFunction Create(FunctionHost host) => host.Settings.Function switch
    {
        _ => throw new SettingsException($"the function '{host.Settings.Function}' is not part of this build"),
    };
}
