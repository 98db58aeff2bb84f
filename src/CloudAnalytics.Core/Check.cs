using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CloudAnalytics.Core;

/// <summary>Assertions about states that cannot be: they end the process rather than let a wrong result out.</summary>
public static class Check
{
    /// <summary>Throws when the condition is false, in every build.</summary>
    public static void That([DoesNotReturnIf(false)] bool condition, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
            Fail(expression);
    }

    /// <summary>As <see cref="That"/>, in debug builds only: for loops per byte and per cell.</summary>
    [Conditional("DEBUG")]
    public static void Debug([DoesNotReturnIf(false)] bool condition, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
            Fail(expression);
    }

    [DoesNotReturn]
    static void Fail(string expression) => throw new InvalidOperationException($"impossible state: {expression} does not hold");
}
