using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Sets the columns of a line's context, and tells the true client.</summary>
static class ZimbraContext
{
    /// <summary>What the reading of the message needs of it.</summary>
    internal ref struct Facts
    {
        /// <summary>Protocol of the client before a proxy or asking program; empty when there is none.</summary>
        internal ReadOnlySpan<byte> OriginProtocol;

        /// <summary>Account that the line is about.</summary>
        internal ReadOnlySpan<byte> Name;
    }

    /// <summary>Sets columns.</summary>
    internal static Facts Read(scoped ref RowWriter row, ReadOnlySpan<byte> text, ParserContext context)
    {
        Facts facts = default;
        ReadOnlySpan<byte> actor = default, ip = default, origin = default;
        var pairs = new ZimbraPairs(text);
        while (pairs.Next())
        {
            var value = pairs.Value(row.Arena);
            switch (pairs.Key)
            {
                case var key when key.SequenceEqual("name"u8): facts.Name = value; break;
                case var key when key.SequenceEqual("aname"u8): actor = value; break;
                case var key when key.SequenceEqual("ip"u8): ip = value; break;
                case var key when key.SequenceEqual("oip"u8): origin = value; break;
                case var key when key.SequenceEqual("oproto"u8): facts.OriginProtocol = value; break;
                case var key when key.SequenceEqual("jsessionid"u8): break;
                default: Set(ref row, pairs.Key, value); break;
            }
        }

        row.SetBorrowed(ZimbraFields.Account, facts.Name);
        row.SetBorrowed(CommonFields.UserName, actor.IsEmpty ? facts.Name : actor);
        row.SetBorrowed(ZimbraFields.OriginProtocol, facts.OriginProtocol);
        row.SetBorrowed(WebFields.XForwardedFor, origin);
        row.SetBorrowed(SessionFields.RemoteIp, AddressText.Ip(ip));
        row.SetBorrowed(CommonFields.ClientIp, ClientIp(ip, origin, context.Proxies));
        return facts;
    }

    /// <summary>
    /// The client: what a proxy says of it counts only if the peer is a proxy of the operator's, as over IMAP and POP anybody may say
    /// anything; of a list the right-most address that is no such proxy, as what stands further left came from the client.
    /// </summary>
    /// <param name="ip">The peer; empty for one on the same machine, which Zimbra does not name.</param>
    /// <param name="origin">What the peer says, an address or several with commas between them; empty when it says nothing.</param>
    /// <param name="proxies">The operator's proxies.</param>
    internal static ReadOnlySpan<byte> ClientIp(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> origin, AddressRanges proxies)
    {
        var peer = AddressText.Ip(ip);
        if (origin.IsEmpty || !proxies.Contains(ip.IsEmpty ? "127.0.0.1"u8 : peer))
            return peer;
        var client = peer;
        for (var rest = origin; ;)
        {
            var comma = rest.LastIndexOf((byte)',');
            var address = AddressText.Ip(rest[(comma + 1)..].Trim((byte)' '));
            // Who wrote down something else than an address did not see one.
            if (address.IsEmpty)
                return client;
            client = address;
            if (comma < 0 || !proxies.Contains(address))
                return client;
            rest = rest[..comma];
        }
    }

    static void Set(ref RowWriter row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case var _ when key.SequenceEqual("mid"u8): Number(ref row, ZimbraFields.MailboxNumber, key, value); break;
            case var _ when key.SequenceEqual("cid"u8): row.SetBorrowed(SessionFields.SessionId, value); break;
            case var _ when key.SequenceEqual("ua"u8): row.SetBorrowed(WebFields.UserAgent, value); break;
            case var _ when key.SequenceEqual("via"u8): row.SetBorrowed(ZimbraFields.Via, value); break;
            case var _ when key.SequenceEqual("soapId"u8): row.SetBorrowed(ZimbraFields.SoapId, value); break;
            case var _ when key.SequenceEqual("msgid"u8): row.SetBorrowed(CommonFields.MessageId, value); break;
            case var _ when key.SequenceEqual("item"u8): row.SetBorrowed(ZimbraFields.ItemId, value); break;
            case var _ when key.SequenceEqual("ds"u8): row.SetBorrowed(ZimbraFields.DataSource, value); break;
            case var _ when key.SequenceEqual("port"u8): Number(ref row, SessionFields.RemotePort, key, value); break;
            case var _ when key.SequenceEqual("oport"u8): Number(ref row, ZimbraFields.ClientPort, key, value); break;
            case var _ when key.SequenceEqual("id"u8): row.SetBorrowed(ZimbraFields.ContextId, value); break;
            case var _ when key.SequenceEqual("aid"u8): row.SetBorrowed(ZimbraFields.AccountId, value); break;
            default: row.Add(CommonFields.Attributes, key, value); break;
        }
    }

    static void Number(ref RowWriter row, Field<long> field, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Utf8Number.TryParse(value, out var number))
            row.Set(field, number);
        else
            row.Add(CommonFields.Attributes, key, value);
    }
}
