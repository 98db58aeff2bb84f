using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Detections;

/// <summary>How much a finding matters.</summary>
public enum DetectionSeverity
{
    /// <summary>To be known when one looks for something.</summary>
    Info,

    /// <summary>To be looked at some time.</summary>
    Low,

    /// <summary>To be looked at within the day.</summary>
    Medium,

    /// <summary>To be looked at now.</summary>
    High,
}

/// <summary>What the rows of a detection are grouped by.</summary>
public enum DetectionKey
{
    /// <summary>The client's address.</summary>
    Address,

    /// <summary>The account.</summary>
    Account,

    /// <summary>The machine that wrote the log.</summary>
    Host,

    /// <summary>The domain of the account.</summary>
    Domain,

    /// <summary>The sender's address.</summary>
    Sender,
}

/// <summary>
/// Something worth telling that no single number shows: rows of logs, grouped by a key, that fulfil a rule. The same rows give the same
/// findings, whenever and however often they are evaluated: at most one per key and hour, for the first row with which the rule is
/// fulfilled. How often it was fulfilled again in that hour is told by the key's next finding.
/// </summary>
/// <param name="Name">Lower-case words with hyphens; identifies it.</param>
/// <param name="Title">What it has seen, in a few words.</param>
/// <param name="Doc">What it looks for and what it means, for administrators.</param>
/// <param name="FalsePositives">What looks the same and is harmless, and what to do about it.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Key">What rows are grouped by.</param>
/// <param name="Rule">When it is fulfilled.</param>
/// <param name="ThresholdSource">Where the threshold comes from.</param>
/// <param name="Sources">The rows, of one or several formats.</param>
public sealed record Detection(
    string Name, string Title, string Doc, string FalsePositives, DetectionSeverity Severity, DetectionKey Key, DetectionRule Rule,
    string ThresholdSource, ImmutableArray<DetectionRows> Sources)
{
    /// <summary>Whether accounts that are configured as administrators are left out.</summary>
    public bool SparesAdministrators { get; init; }

    /// <summary>What is wrong with the declaration; empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (Sources.IsEmpty)
            yield return $"detection {Name}: has no rows";
        foreach (var text in (string[])[Doc, FalsePositives])
        {
            if (!text.EndsWith('.'))
                yield return $"detection {Name}: '{text}' is no sentence";
        }

        foreach (var rows in Sources)
        {
            IEnumerable<Field?> named = [rows.Key, rows.Item, rows.Detail, rows.Weight, .. rows.Where.Fields, .. rows.Marked?.Fields ?? []];
            foreach (var field in named.OfType<Field>().Where(field => !rows.Schema.Has(field)))
                yield return $"detection {Name}: {rows.Schema.Name} has no field {field.Name}";
            if (Rule.NeedsItem && rows.Item is null)
                yield return $"detection {Name}: its rule tells items apart, and {rows.Schema.Name} names none";
            if (Rule.NeedsMark && rows.Marked is null)
                yield return $"detection {Name}: its rule needs rows marked, and {rows.Schema.Name} marks none";
        }
    }
}
