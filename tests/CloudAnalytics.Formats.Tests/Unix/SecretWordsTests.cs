using System.Text;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Tests.Unix;

public sealed class SecretWordsTests
{
    // Texts shorter than a look, and words at and across the borders of looks of 16 and 32 letters.
    [Theory]
    [InlineData("password")]
    [InlineData("PASSWD")]
    [InlineData("Secret")]
    [InlineData("privateKey")]
    [InlineData("preauthkey")]
    [InlineData("authToken")]
    [InlineData("auth_token")]
    [InlineData("2FA")]
    [InlineData("totp")]
    [InlineData("recoveryCode")]
    [InlineData("JSESSIONID")]
    public void AWordIsFoundWhereverItStands(string word)
    {
        for (var before = 0; before < 80; before++)
        {
            for (var behind = 0; behind < 40; behind++)
            {
                var text = Encoding.ASCII.GetBytes(new string('s', before) + word + new string('k', behind));
                Assert.Equal((before, word.Length), (SecretWords.Find(text, 0, out var length), length));
                Assert.Equal((before, word.Length), (SecretWords.Find(text, before, out length), length));
                Assert.Equal(-1, SecretWords.Find(text, before + 1, out _));
            }
        }
    }

    [Fact]
    public void TheFirstOfSeveralWordsIsFound()
    {
        const string text = "some words, of which the secret is before the password; a totp comes last, behind many letters";
        Assert.Equal(text.IndexOf("secret", StringComparison.Ordinal), SecretWords.Find(Encoding.ASCII.GetBytes(text), 0, out _));
    }

    [Fact]
    public void TextWithoutOneHasNone()
    {
        var random = new Random(1);
        for (var length = 0; length < 200; length++)
        {
            var text = new string([.. Enumerable.Range(0, length).Select(_ => "sswcrekyhtojfap2v"[random.Next(17)])]);
            string[] words = ["secret", "passwd", "password", "totp", "2fa", "authtoken"];
            var expected = words.Select(word => text.IndexOf(word, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
            Assert.Equal(expected, SecretWords.Find(Encoding.ASCII.GetBytes(text), 0, out _));
        }
    }
}
