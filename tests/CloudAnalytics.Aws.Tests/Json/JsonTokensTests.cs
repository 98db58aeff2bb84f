using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Json;

namespace CloudAnalytics.Aws.Tests.Json;

/// <summary>The reader of tokens beside the reader of .NET.</summary>
public sealed class JsonTokensTests
{
    static readonly string[] s_texts =
    [
        """{"Records":[{"kinesis":{"data":"YQ==","n":-1.5e+3},"x":null}, {"é":[true,false,0,[],{}]} ],"y":"\"\\\/\b\f\n\r\t\u00e9"}""",
        """ [ 1 , -0 , 0.5 , 1E2 , "" , {"a" : {"a" : [ ] } } ] """,
        "\"text\"",
        "12",
        "01", "-", "1.", "1e", "+1", "tru", "nul", "\"\\x\"",
        "\"\\u00g0\"", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{1:2}", "[1 2]", "{} {}", "",
    ];

    [Fact]
    public void TokensAreThoseOfTheGeneralReaderAlsoOfWhatIsBroken()
    {
        foreach (var text in s_texts)
            AssertSame(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void TextsThatAreCutOrChangedAnywhereAreReadOrRefusedAlike()
    {
        foreach (var text in s_texts)
        {
            var json = Encoding.UTF8.GetBytes(text);
            for (var at = 0; at < json.Length; at++)
            {
                AssertSame(json[..at]);
                foreach (var other in "{}[]:,\"\\ 0aeu-.+\u0001"u8)
                {
                    var changed = json.ToArray();
                    changed[at] = other;
                    AssertSame(changed);
                }
            }
        }
    }

    [Fact]
    public void NestingHasTheBoundOfTheGeneralReader()
    {
        foreach (var depth in (int[])[63, 64, 65])
            AssertSame(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)));
    }

    [Fact]
    public void SkippingPassesOverTheWholeValue()
    {
        var tokens = new JsonTokens("""{"a":{"b":[1,{"c":2}]},"d":3}"""u8, 0);
        Assert.True(tokens.Read() && tokens.Read() && tokens.Is("a"u8));
        tokens.Skip();
        Assert.True(tokens.Read() && tokens.Token == JsonToken.Name && tokens.Is("d"u8));
    }

    static void AssertSame(byte[] json)
    {
        var (wanted, found) = (Wanted(json), Found(json));
        Assert.True(wanted == found, $"{Encoding.UTF8.GetString(json)}\nwanted {wanted}\nfound  {found}");
    }

    static string Wanted(byte[] json)
    {
        var text = new StringBuilder();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                text.Append(reader.TokenType switch
                {
                    JsonTokenType.StartObject => "{", JsonTokenType.EndObject => "}",
                    JsonTokenType.StartArray => "[", JsonTokenType.EndArray => "]",
                    JsonTokenType.PropertyName => "name ", JsonTokenType.String => "text ", JsonTokenType.Number => "number ", _ => "word ",
                });
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject
                    or JsonTokenType.StartArray or JsonTokenType.EndArray)
                    continue;
                text.Append(Encoding.UTF8.GetString(reader.ValueSpan)).Append(reader.ValueIsEscaped).Append(reader.TokenStartIndex)
                    .Append(' ');
            }
        }
        catch (JsonException)
        {
            return "broken";
        }

        return text.ToString();
    }

    static string Found(byte[] json)
    {
        var text = new StringBuilder();
        var tokens = new JsonTokens(json, 0);
        try
        {
            while (tokens.Read())
            {
                text.Append(tokens.Token switch
                {
                    JsonToken.BeginObject => "{", JsonToken.EndObject => "}", JsonToken.BeginArray => "[", JsonToken.EndArray => "]",
                    JsonToken.Name => "name ", JsonToken.Text => "text ", JsonToken.Number => "number ", _ => "word ",
                });
                var isEscaped = tokens.Token is JsonToken.Name or JsonToken.Text && tokens.IsEscaped;
                if (tokens.Token is JsonToken.Name or JsonToken.Text or JsonToken.Number or JsonToken.Word)
                    text.Append(Encoding.UTF8.GetString(tokens.Value)).Append(isEscaped).Append(tokens.Start).Append(' ');
            }
        }
        catch (FormatException)
        {
            return "broken";
        }

        return text.ToString();
    }
}
