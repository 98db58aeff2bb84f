using System.Reflection;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Lake.DuckDb;

/// <summary>Finds DuckDB's native library, which the build copies beside the program.</summary>
static class DuckDbLibrary
{
    /// <summary>The name that the P/Invoke declarations carry; the platform's prefix and extension are added when it is loaded.</summary>
    internal const string Name = "duckdb";

    static readonly Lock s_gate = new();
    static bool s_registered;

    /// <summary>Registers the resolver; every way into DuckDB goes through here first, and a second call does nothing.</summary>
    internal static void Register()
    {
        lock (s_gate)
        {
            if (s_registered)
                return;
            NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, Resolve);
            s_registered = true;
        }
    }

    static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library != Name)
            return 0;
        var path = Path.Combine(AppContext.BaseDirectory, FileName());
        return NativeLibrary.TryLoad(path, out var handle)
            ? handle
            : throw new DllNotFoundException($"DuckDB's library could not be loaded from {path}: run npm ci and build again.");
    }

    static string FileName() =>
        OperatingSystem.IsWindows() ? "duckdb.dll"
        : OperatingSystem.IsMacOS() ? "libduckdb.dylib"
        : "libduckdb.so";
}
