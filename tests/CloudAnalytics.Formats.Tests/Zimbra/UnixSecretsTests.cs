using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Tests.Zimbra;

/// <summary>Secrets of Unix mail logs, as Zimbra and saslauthd write them.</summary>
public sealed class UnixSecretsTests
{
    // What must go is marked by braces of double angle quotes.
    [Theory]
    [InlineData("cmd=ModifyDomain; name=x; zimbraAuthLdapSearchBindPassword=«ge;;heim, 12»; a=b;")]
    [InlineData("cmd=SetPassword; account=a@b; newPassword=«geheim»")]
    [InlineData("cmd=X; attrs={a=1, userPassword=«se,cr et», zimbraPrefX=2};")]
    [InlineData("[name=a;jsessionid=«node01abc»;ip=10.0.0.1;] soap - x")]
    [InlineData("x password=«geheim» y")]
    [InlineData("x password=\"«geheim mit blank»\" y")]
    [InlineData("url?user=a&passwd=«geheim»&x=1")]
    [InlineData("a=1, zimbraPreAuthKey=«0123abcd», b=2")]
    [InlineData("returned buffer->data='<soap><authToken>«0_abc=»</authToken><x/>'")]
    [InlineData("returned buffer->data='<soap><authToken>«0_abc cut off»")]
    [InlineData("<password>«geheim»</password><a n=\"zimbraFooPassword\">«geheim»</a>")]
    [InlineData("<ns:password x=\"1\">«ge&amp;heim»</ns:password>")]
    [InlineData("<a n=\"userPassword\" c=\"1\">«geheim»</a>")]
    [InlineData("<x oldPassword=\"«geheim»\" account='a'/>")]
    [InlineData("{\"password\":\"«ge\\\"heim»\",\"a\":1}")]
    [InlineData("{\"password\":«{\"_content\":\"geheim\"}»,\"a\":1}")]
    [InlineData("{\"n\":\"userPassword\",\"_content\":\"«geheim»\"}")]
    [InlineData("{\"_content\":\"«geheim»\",\"n\":\"userPassword\"}")]
    [InlineData("\"x\":\"{\\\"twoFactorAuthSecret\\\":\\\"«geheim»\\\",\\\"a\\\":1}\"")]
    [InlineData("\"message\":\"x password=\\\"«geheim»\\\" y\"")]
    [InlineData("x totpCode=«123456» recoveryCode=«77» zimbra2faToken=«9»")]
    [InlineData("Cookie: a=b; ZM_AUTH_TOKEN=«0_abc»; x=y")]
    // Nothing of these is secret.
    [InlineData("cmd=Auth; account=a; error=authentication failed for [a], invalid password;")]
    [InlineData("cmd=SetPassword; account=a@b;")]
    [InlineData("ChangePasswordRequest elapsed=12")]
    [InlineData("<ChangePasswordRequest xmlns=\"urn:zimbraAccount\"><account>a@b</account>")]
    [InlineData("message-id=<topsecret>, to=<secret@example.org>")]
    [InlineData("message-id=<2fa.totp@example.org>, status=sent")]
    public void SecretsGoAndTheRestStays(string marked)
    {
        var line = Encoding.UTF8.GetBytes(marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal));
        var expected = System.Text.RegularExpressions.Regex.Replace(marked, "«[^»]*»", "*****");
        var arena = new Arena();

        var redacted = UnixSecrets.Redact(arena, line);

        Assert.Equal(expected, Encoding.UTF8.GetString(redacted));
        Assert.Equal(expected, Encoding.UTF8.GetString(UnixSecrets.Redact(arena, redacted)));
    }

    [Fact]
    public void EveryWordIsFoundAtEveryPlaceAndInAnyCase()
    {
        string[] words =
        [
            "password", "passwd", "secret", "privatekey", "preauthkey", "authtoken", "auth_token", "2fa",
            "totp", "recoverycode", "jsessionid",
        ];
        var random = new Random(7);
        foreach (var word in words)
        {
            for (var before = 0; before < 40; before++)
            {
                var spelt = string.Concat(word.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : c));
                var text = Encoding.ASCII.GetBytes(new string('-', before) + spelt + new string('-', random.Next(40)));
                Assert.Equal((before, word.Length), (SecretWords.Find(text, 0, out var length), length));
                Assert.Equal(-1, SecretWords.Find(text, before + 1, out _));
            }
        }
    }

    [Fact]
    public void ALineWithoutSecretsCostsNoMemory()
    {
        var arena = new Arena();
        var line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("postfix/smtp: to=<a@b>, relay=x, ssw cre key hto otp ", 20)));
        // The first call makes the tables that all share.
        Assert.True(UnixSecrets.Redact(arena, line) == line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.True(UnixSecrets.Redact(arena, line) == line);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }
}
