using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Server.Tests.Web.Rows;

public sealed class FilterTextTests
{
    [Theory]
    [InlineData("sender=alice@contoso.example", "sender Is 'alice@contoso.example'")]
    [InlineData("sender!=alice", "sender not Is 'alice'")]
    [InlineData("subject~Re: a=b", "subject Contains 'Re: a=b'")]
    [InlineData("subject!~x", "subject not Contains 'x'")]
    [InlineData("subject*==HYPERLINK", "subject ContainsExactly '=HYPERLINK'")]
    [InlineData("subject!*=x", "subject not ContainsExactly 'x'")]
    [InlineData("connector^=MX01\\\\Default", "connector StartsWith 'MX01\\Default'")]
    [InlineData("connector!^=x", "connector not StartsWith 'x'")]
    [InlineData("bytes>=1000", "bytes AtLeast '1000'")]
    [InlineData("bytes<-1", "bytes Below '-1'")]
    [InlineData("noise=", "noise IsEmpty ''")]
    [InlineData("noise!=", "noise not IsEmpty ''")]
    [InlineData("action=FAIL|action=DSN", "action Is 'FAIL' or action Is 'DSN'")]
    [InlineData("subject=a\\|b\\\\", "subject Is 'a|b\\'")]
    [InlineData("subject='; DROP VIEW x --", "subject Is '; DROP VIEW x --'")]
    [InlineData("origin_time>=2026-11-20T12:00:00Z", "origin_time AtLeast '2026-11-20T12:00:00Z'")]
    public void FiltersAreReadAndPrintedBack(string text, string meaning)
    {
        var clause = FilterText.Parse(text, Schema);

        Assert.Equal(meaning.Replace("'; DROP", "''; DROP", StringComparison.Ordinal), string.Join(" or ", clause.Terms.Select(t =>
            $"{t.Field.Name} {(t.IsNegated ? "not " : "")}{t.Operator} '{t.Value}'")));
        Assert.Equal(text, FilterText.Print(clause));
    }

    [Theory]
    [InlineData("", "names no field")]
    [InlineData("nonsense=1", "names no field")]
    [InlineData("sender\"=1", "none of the operators")]
    [InlineData("Sender=1", "names no field")]
    [InlineData("sender", "none of the operators")]
    [InlineData("sender>=5", "neither a number nor a time")]
    [InlineData("bytes~5", "is no text")]
    [InlineData("bytes=many", "wants a number")]
    [InlineData("bytes>=NaN", "wants a number")]
    [InlineData("time>=yesterday", "wants a time")]
    [InlineData("sender~", "has no value")]
    [InlineData("action=FAIL|", "names no field")]
    public void WhatIsNoFilterIsRefusedWithAReason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<RequestProblem>(() => FilterText.Parse(text, Schema)).Message, StringComparison.Ordinal);

    static Core.Schemas.Schema Schema { get; } = new MessageTrackingFormat().Schema;
}
