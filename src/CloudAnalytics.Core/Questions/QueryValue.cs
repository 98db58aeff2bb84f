using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Questions;

/// <summary>What a parameter is bound to.</summary>
public abstract record QueryValue
{
    private QueryValue()
    {
    }

    /// <summary>A text; empty for none.</summary>
    public sealed record Text(string Value) : QueryValue;

    /// <summary>A whole number.</summary>
    public sealed record Number(long Value) : QueryValue;

    /// <summary>An instant, whole milliseconds.</summary>
    public sealed record Time(Timestamp Value) : QueryValue;
}
