using System.Text.Json;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Reads the JSON of an audit record: who, what, from where, and the parameters as name and value. JSON that is broken gives what was read
/// before it broke; if it could hold a secret further on, it is not kept.
/// </summary>
static class AuditDetails
{
    const int HiddenMax = 16;

    /// <summary>Sets the details of a row whose audit_data is set.</summary>
    internal static void Read(ref RowWriter row)
    {
        var data = row.Get(AdminAuditFormat.AuditData);
        if (data.IsEmpty)
            return;
        Span<int> secrets = stackalloc int[HiddenMax * 2];
        var count = 0;
        var isWhole = TryRead(ref row, data, secrets, ref count);
        if ((!isWhole && MayHoldSecret(data)) || count > HiddenMax)
        {
            row.Set(AdminAuditFormat.AuditData, default(Utf8View));
            row.Set(CommonFields.Raw, default(Utf8View));
            return;
        }

        // From the last to the first, so that the places of the others stay right.
        for (var i = count - 1; i >= 0; i--)
            Secrets.Hide(ref row, AdminAuditFormat.AuditData, secrets[i * 2]..secrets[(i * 2) + 1]);
    }

    static bool TryRead(ref RowWriter row, ReadOnlySpan<byte> data, scoped Span<int> secrets, ref int count)
    {
        var reader = new Utf8JsonReader(data);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Parameters"u8))
                    ReadParameters(ref row, ref reader, secrets, ref count);
                else
                    ReadProperty(ref row, ref reader);
            }

            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-8, or half a surrogate pair.
            return false;
        }
    }

    static void ReadProperty(ref RowWriter row, ref Utf8JsonReader reader)
    {
        var field = reader.ValueTextEquals("ObjectId"u8) ? AdminAuditFormat.ObjectId
            : reader.ValueTextEquals("UserId"u8) ? AdminAuditFormat.UserId
            : reader.ValueTextEquals("OriginatingServer"u8) ? AdminAuditFormat.OriginatingServer
            : reader.ValueTextEquals("OrganizationName"u8) ? WebFields.Organization
            : reader.ValueTextEquals("ClientIP"u8) || reader.ValueTextEquals("ClientIPAddress"u8) ? CommonFields.ClientIp
            : null;
        var isExternal = reader.ValueTextEquals("ExternalAccess"u8);
        reader.Read();
        if (field is not null && reader.TokenType == JsonTokenType.String)
            row.Set(field, ReferenceEquals(field, CommonFields.ClientIp) ? AddressOf(ref reader, row.Arena) : Text(ref reader, row.Arena));
        else if (isExternal && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            row.Set(AdminAuditFormat.ExternalAccess, reader.GetBoolean());
        else
            reader.Skip();
    }

    // [{"Name":"Identity","Value":"..."},{"Name":"Password","Value":"<Secure Information Omitted>"}]
    static void ReadParameters(ref RowWriter row, ref Utf8JsonReader reader, scoped Span<int> secrets, ref int count)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadParameter(ref row, ref reader, secrets, ref count);
            else
                reader.Skip();
        }
    }

    static void ReadParameter(ref RowWriter row, ref Utf8JsonReader reader, scoped Span<int> secrets, ref int count)
    {
        Utf8View name = default;
        Utf8View value = default;
        var (start, end) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("Name"u8);
            var isValue = reader.ValueTextEquals("Value"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || (!isName && !isValue))
            {
                reader.Skip();
                continue;
            }

            if (isName)
            {
                name = Text(ref reader, row.Arena);
                continue;
            }

            value = Text(ref reader, row.Arena);
            start = (int)reader.TokenStartIndex + 1;
            end = start + reader.ValueSpan.Length;
        }

        if (name.IsEmpty)
            return;
        if (IsSecret(name) && !IsOmitted(value))
        {
            if (count < HiddenMax)
                (secrets[count * 2], secrets[(count * 2) + 1]) = (start, end);
            count++;
            value = Utf8View.Inline("*****"u8);
        }

        row.Add(AdminAuditFormat.CmdletParameters, name, value);
    }

    static unsafe bool IsSecret(Utf8View name) => SecretParameters.IsSecret(Utf8View.Read(&name));

    // Exchange's own words for what it leaves out.
    static unsafe bool IsOmitted(Utf8View value) => value.IsEmpty || Utf8View.Read(&value).SequenceEqual("<Secure Information Omitted>"u8);

    static bool MayHoldSecret(ReadOnlySpan<byte> data) =>
        data.IndexOf("assword"u8) >= 0 || data.IndexOf("redential"u8) >= 0 || data.IndexOf("ecret"u8) >= 0
        || data.IndexOf("assphrase"u8) >= 0;

    static unsafe Utf8View Text(ref Utf8JsonReader reader, Arena arena)
    {
        var memory = arena.Reserve(reader.ValueSpan.Length);
        var length = reader.CopyString(new Span<byte>(memory, reader.ValueSpan.Length));
        return Utf8View.Borrow(memory, length);
    }

    static unsafe Utf8View AddressOf(ref Utf8JsonReader reader, Arena arena)
    {
        var text = Text(ref reader, arena);
        return arena.Copy(AddressText.Ip(Utf8View.Read(&text)));
    }
}
