using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Lake.Tests.Stores;

/// <summary>The stores that the suite runs over in this project.</summary>
static class StoreKinds
{
    public static TheoryData<string> All { get; } = new("directory", "memory");

    /// <summary>How many may try at the same instant to make one object.</summary>
    public const int WritersAtOnce = 16;

    public static IObjectStore Open(string kind, string folder) => kind == "memory" ? new MemoryStore() : new DirectoryStore(folder);
}

/// <summary>A test of the suite.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StoreTheoryAttribute : TheoryAttribute;
