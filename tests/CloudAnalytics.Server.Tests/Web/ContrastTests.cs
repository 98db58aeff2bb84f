using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>Colours of both themes, measured as WCAG 2.2 does (relative luminance, contrast ratio; success criterion 1.4.3).</summary>
public sealed partial class ContrastTests
{
    const double Text = 4.5;

    static readonly string s_css =
        File.ReadAllText(RepositoryRoot.Combine("src", "CloudAnalytics.Server", "wwwroot", "css", "base.css"));

    public static TheoryData<string, string> Pairs => new()
    {
        { "text", "bg" }, { "text", "surface" }, { "text", "raised" }, { "text", "accent-soft" }, { "text", "bar" },
        { "muted", "bg" }, { "muted", "surface" }, { "muted", "raised" },
        { "accent", "bg" }, { "accent", "surface" }, { "accent", "raised" }, { "accent", "accent-soft" }, { "on-accent", "accent" },
        { "ok", "ok-soft" }, { "warn", "warn-soft" }, { "bad", "bad-soft" }, { "bad", "surface" }, { "bad", "bg" }, { "surface", "bad" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void TextCanBeReadInBothThemes(string front, string behind)
    {
        foreach (var (name, theme) in new[] { ("light", Theme(0)), ("dark", Theme(1)) })
        {
            var ratio = Ratio(theme[front], theme[behind]);
            Assert.True(ratio >= Text, FormattableString.Invariant($"{name}: {front} on {behind} has {ratio:F2}, not {Text}"));
        }
    }

    [Fact]
    public void TheDarkThemeIsTheSameByChoiceAndBySystem() => Assert.Equal(Theme(1), Theme(2));

    static Dictionary<string, string> Theme(int block) => Colour().Matches(Block().Matches(s_css)[block].Value)
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    static double Ratio(string one, string other)
    {
        double[] both = [Luminance(one), Luminance(other)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    static double Luminance(string colour)
    {
        var parts = new[] { 0, 2, 4 }
            .Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex(@":root[^{]*\{[^}]*\}")]
    private static partial Regex Block();

    [GeneratedRegex("--([a-z-]+): #([0-9a-f]{6});")]
    private static partial Regex Colour();
}
