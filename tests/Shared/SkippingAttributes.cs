namespace CloudAnalytics.Testing;

// xunit 2 decides about skipping when tests are found, so each prerequisite is an attribute. A theory that skips does not read
// its data, which therefore may come from files that are absent.

/// <summary>A test over the real logs beside the checkout; skipped, and said so, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SamplesFactAttribute : FactAttribute
{
    public SamplesFactAttribute() => Skip = Prerequisites.Samples;
}

/// <inheritdoc cref="SamplesFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
sealed class SamplesTheoryAttribute : TheoryAttribute
{
    public SamplesTheoryAttribute() => Skip = Prerequisites.Samples;
}

/// <summary>A test that drives the web UI in Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Prerequisites.Chromium;
}

/// <inheritdoc cref="ChromiumFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Prerequisites.Chromium;
}

/// <summary>A test that lasts minutes; it runs under <c>scripts/test --full</c> only.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class FullFactAttribute : FactAttribute
{
    public FullFactAttribute() => Skip = Prerequisites.Full;
}

/// <inheritdoc cref="FullFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
sealed class FullTheoryAttribute : TheoryAttribute
{
    public FullTheoryAttribute() => Skip = Prerequisites.Full;
}

/// <summary>A test that needs a program on the PATH.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        Program = program;
        Skip = Prerequisites.Program(program);
    }

    public string Program { get; }
}
