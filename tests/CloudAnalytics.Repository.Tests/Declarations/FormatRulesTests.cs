using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Repository.Tests.Declarations;

public sealed class FormatRulesTests
{
    static readonly Type[] s_types = typeof(LogFormats).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters).ToArray();

    [Fact]
    public void FieldsOfAFormatAreColumnsOfItsSchema() => Assert.Empty(FormatRules.FieldsOutsideTheirSchema(LogFormats.All));

    [Fact]
    public void SharedFieldsAreUsed() => Assert.Empty(FormatRules.UnusedFields(s_types, LogFormats.All));

    [Fact]
    public void FormatsAreInTheListOfAll() => Assert.Empty(FormatRules.UnlistedFormats(s_types, LogFormats.All));

    [Fact]
    public void NamesMeanTheSameInAllFormats() => Assert.Empty(FormatRules.NamesWithTwoMeanings(LogFormats.All));

    [Fact]
    public void NamesAndDocumentationAreReadable() => Assert.Empty(FormatRules.Unreadable(LogFormats.All));

    [Fact]
    public void PlantedViolationsAreFound()
    {
        ILogFormat[] formats = [new Planted("planted", Planted.Kept), new Planted("planted_twice", Planted.OtherKept)];

        Assert.Single(FormatRules.FieldsOutsideTheirSchema([formats[0]]), Names("lost_field"));
        Assert.Single(FormatRules.UnusedFields([typeof(Planted)], formats), Names("lost_field"));
        Assert.Single(FormatRules.UnlistedFormats([typeof(Planted)], []), Names("Planted"));
        Assert.Single(FormatRules.NamesWithTwoMeanings(formats), Names("kept_field is Keyword"));
        Assert.Equal(4, FormatRules.Unreadable([new Planted("Planted", Planted.Lost)]).Count());
    }

    const StringComparison Ordinal = StringComparison.Ordinal;

    static Predicate<string> Names(string what) => finding => finding.Contains(what, Ordinal);

    /// <summary>Breaks every rule.</summary>
    sealed class Planted(string name, Field field) : ILogFormat
    {
        public static readonly Field<Utf8Text> Kept = Field.Keyword("kept_field", "A field.");
        public static readonly Field<long> OtherKept = Field.Int64("kept_field", "The same name, another type.");
        public static readonly Field<Utf8Text> Lost = Field.Keyword("lost_field", "No sentence");

        public Schema Schema { get; } = new(name, "A row.", field);

        public string Doc => "Only planted";

        public string ReferenceUrl => "example.org";

        public bool IsLogFile(ReadOnlySpan<byte> head) => false;

        public bool IsJson(ReadOnlySpan<byte> json) => false;

        public ILogParser CreateParser(LogEncoding encoding, ParserContext context) => throw new NotSupportedException();
    }
}
