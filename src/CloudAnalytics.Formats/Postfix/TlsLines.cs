using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>
/// Encrypted connections, of either side: <c>Trusted TLS connection established to h[ip]:25: TLSv1.3 with cipher C (256/256 bits)
/// key-exchange X25519 server-signature ECDSA (P-256) server-digest SHA256</c>.
/// </summary>
static class TlsLines
{
    internal static bool TryRead(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var trust = PostfixText.Until(ref text, " TLS connection "u8);
        if (text.IsEmpty || trust.Contains((byte)' ')
            || (!PostfixText.Take(ref text, "established "u8) && !PostfixText.Take(ref text, "reused "u8)))
            return false;
        var isClient = PostfixText.Take(ref text, "from "u8);
        if ((!isClient && !PostfixText.Take(ref text, "to "u8)) || !PostfixPeer.TryTake(ref text, out var peer)
            || !PostfixText.Take(ref text, ": "u8))
            return false;
        if (isClient)
            peer.SetClient(ref row);
        else
            peer.SetRelay(ref row);
        row.Set(CommonFields.Action, "tls"u8);
        row.Set(CommonFields.Outcome, Outcome.Success);
        row.SetBorrowed(PostfixFields.TlsTrust, trust);
        row.SetBorrowed(PostfixFields.TlsVersion, PostfixText.Until(ref text, " with cipher "u8));
        row.SetBorrowed(PostfixFields.TlsCipher, PostfixText.Until(ref text, " "u8));
        if (PostfixText.Take(ref text, "("u8))
            PostfixText.Add(ref row, "cipher-bits"u8, PostfixText.Until(ref text, " bits)"u8));
        Details(ref row, text.TrimStart((byte)' '));
        return true;
    }

    // key-exchange X25519, server-signature RSA-PSS (4096 bits): words in pairs, what stands in round brackets belongs to the one before.
    static void Details(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var key = PostfixText.Until(ref text, " "u8);
            var end = text.IndexOf((byte)' ');
            if (end >= 0 && end + 1 < text.Length && text[end + 1] == '(')
                end = text[end..].IndexOf((byte)')') is var close and >= 0 ? end + close + 1 : text.Length;
            PostfixText.Add(ref row, key, end < 0 ? text : text[..end]);
            text = end < 0 ? default : text[end..].TrimStart((byte)' ');
        }
    }
}
