using System.Text.Json;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>What values a setting may have: how one is read from the file, how a message and an editor's schema say it.</summary>
/// <typeparam name="T">The value in the program.</typeparam>
abstract class ValueKind<T>
{
    /// <summary>What is allowed, in a few words for administrators.</summary>
    internal abstract string Allowed { get; }

    /// <summary>Reads a value; what is wrong with it goes to the problems, and the answer is then of no use.</summary>
    internal abstract T Read(JsonNode node, string path, Problems problems);

    /// <summary>Writes the members of a JSON schema (draft 2020-12) that say what is allowed.</summary>
    internal abstract void WriteSchema(Utf8JsonWriter schema);

    /// <summary>Writes a value as it would stand in the file.</summary>
    internal abstract void Write(Utf8JsonWriter json, T value);

    /// <summary>Adds the settings inside, for the documentation.</summary>
    internal virtual void Describe(string path, List<SettingDescription> settings)
    {
    }
}

/// <summary>A setting as the documentation shows it.</summary>
/// <param name="Path">Its place in the file, with dots; <c>[]</c> stands for each item of a list, <c>&lt;name&gt;</c> for a key of the
/// user's.</param>
/// <param name="Allowed">What is allowed.</param>
/// <param name="Default">The default as JSON, or null where the setting must be given.</param>
/// <param name="Doc">What it does.</param>
sealed record SettingDescription(string Path, string Allowed, string? Default, string Doc);
