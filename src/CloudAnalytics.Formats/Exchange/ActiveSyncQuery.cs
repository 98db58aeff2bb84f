using System.Buffers.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Reads the query of an ActiveSync request: plain (<c>Cmd=Sync&amp;User=x&amp;DeviceId=y&amp;DeviceType=z</c>), or the same packed into
/// bytes and written in base64 ([MS-ASHTTP] 2.2.1.1.1.1), which the front end logs as it came.
/// </summary>
static class ActiveSyncQuery
{
    // Version (1), command (1), locale (2), then device id, policy key and device type, each behind its length.
    const int DeviceIdPlace = 4;

    // The device id has at most 32 bytes, the policy key 4, the device type 32; parameters may follow.
    const int PackedBytesMax = 512;

    /// <summary>Sets command and device, where the query tells.</summary>
    internal static void Read(ref RowWriter row, ReadOnlySpan<byte> query)
    {
        var command = QueryText.Find(query, "Cmd="u8);
        if (command.IsEmpty)
        {
            ReadPacked(ref row, query);
            return;
        }

        row.SetBorrowed(WebFields.Command, command);
        row.SetBorrowed(WebFields.DeviceId, QueryText.Find(query, "DeviceId="u8));
        row.SetBorrowed(WebFields.DeviceType, QueryText.Find(query, "DeviceType="u8));
    }

    static unsafe void ReadPacked(ref RowWriter row, ReadOnlySpan<byte> query)
    {
        var text = query.TrimStart((byte)'?');
        var end = text.IndexOf((byte)'&');
        if (end >= 0)
            text = text[..end];
        if (text.Length is 0 or > PackedBytesMax)
            return;
        var decoded = QueryText.Decode(row.Arena, text);
        var bytes = new Span<byte>(row.Arena.Reserve(PackedBytesMax), PackedBytesMax);
        if (Base64.DecodeFromUtf8(Utf8View.Read(&decoded), bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            return;
        ReadOnlySpan<byte> packed = bytes[..length];
        var at = DeviceIdPlace;
        if (!TryTake(packed, ref at, out var device) || !TryTake(packed, ref at, out _) || !TryTake(packed, ref at, out var type)
            || CommandName(packed[1]) is not { Length: > 0 } name || !IsPrintable(type))
            return;
        row.Set(WebFields.Command, name);
        row.SetBorrowed(WebFields.DeviceType, type);
        if (IsPrintable(device))
        {
            row.SetBorrowed(WebFields.DeviceId, device);
            return;
        }

        // Some devices use 16 random bytes; servers write such an id in hexadecimal.
        var hex = new Span<byte>(row.Arena.Reserve(device.Length * 2), device.Length * 2);
        Convert.TryToHexString(device, hex, out var written);
        row.SetBorrowed(WebFields.DeviceId, hex[..written]);
    }

    static bool TryTake(ReadOnlySpan<byte> packed, scoped ref int at, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (at >= packed.Length || at + 1 + packed[at] > packed.Length)
            return false;
        value = packed.Slice(at + 1, packed[at]);
        at += 1 + value.Length;
        return true;
    }

    static bool IsPrintable(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;

    // [MS-ASHTTP] 2.2.1.1.1.1.2, command codes.
    static ReadOnlySpan<byte> CommandName(byte code) => code switch
    {
        0 => "Sync"u8,
        1 => "SendMail"u8,
        2 => "SmartForward"u8,
        3 => "SmartReply"u8,
        4 => "GetAttachment"u8,
        9 => "FolderSync"u8,
        10 => "FolderCreate"u8,
        11 => "FolderDelete"u8,
        12 => "FolderUpdate"u8,
        13 => "MoveItems"u8,
        14 => "GetItemEstimate"u8,
        15 => "MeetingResponse"u8,
        16 => "Search"u8,
        17 => "Settings"u8,
        18 => "Ping"u8,
        19 => "ItemOperations"u8,
        20 => "Provision"u8,
        21 => "ResolveRecipients"u8,
        22 => "ValidateCert"u8,
        _ => default,
    };
}
