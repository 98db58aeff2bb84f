using System.Buffers.Text;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Why Windows refused a logon, in the words of <c>failure_reason</c>. Codes: Microsoft Learn, "System Error Codes" (Win32) and
/// [MS-ERREF] 2.3.1 (NTSTATUS), of which the last four digits of a logon's Win32 codes are the counterparts.
/// </summary>
static class LogonFailure
{
    /// <summary>SEC_E_NO_CREDENTIALS: the first step of NTLM or Kerberos, no attempt to log on.</summary>
    internal const long NoCredentials = 0x8009030E;

    /// <summary>The reason that a Win32 or SSPI code means; empty when it means none that is known.</summary>
    internal static ReadOnlySpan<byte> OfWin32(long code) => code switch
    {
        1326 or 0x8009030C => "bad password"u8,
        1317 => "unknown account"u8,
        1909 => "account locked"u8,
        1330 => "password expired"u8,
        1907 => "password must change"u8,
        1331 => "account disabled"u8,
        1793 => "account expired"u8,
        1328 => "outside logon hours"u8,
        1329 => "workstation not allowed"u8,
        1327 => "account restriction"u8,
        1385 => "logon type not granted"u8,
        _ => default,
    };

    /// <summary>
    /// The reason that a code of Kerberos (RFC 4120 7.5.9) such as <c>0x18</c> means; empty when it means none that is known.
    /// </summary>
    internal static ReadOnlySpan<byte> OfKerberos(ReadOnlySpan<byte> text) => text switch
    {
        _ when text.SequenceEqual("0x6"u8) => "unknown account"u8,
        _ when text.SequenceEqual("0x12"u8) => "account locked"u8,
        _ when text.SequenceEqual("0x17"u8) => "password expired"u8,
        _ when text.SequenceEqual("0x18"u8) => "bad password"u8,
        _ when text.SequenceEqual("0x25"u8) => "clocks too far apart"u8,
        _ => default,
    };

    /// <summary>The reason that an NTSTATUS such as <c>0xC000006A</c> means; empty when it means none that is known.</summary>
    internal static ReadOnlySpan<byte> OfNtStatus(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[0] != '0' || !Utf8Parser.TryParse(text[2..], out uint code, out var used, 'x') || used != 8)
            return default;
        return code switch
        {
            0xC000006A or 0xC000006D => "bad password"u8,
            0xC0000064 => "unknown account"u8,
            0xC0000234 => "account locked"u8,
            0xC0000071 => "password expired"u8,
            0xC0000224 => "password must change"u8,
            0xC0000072 => "account disabled"u8,
            0xC0000193 => "account expired"u8,
            0xC000006F => "outside logon hours"u8,
            0xC0000070 => "workstation not allowed"u8,
            0xC000006E => "account restriction"u8,
            0xC000015B => "logon type not granted"u8,
            0xC000005E => "no logon server"u8,
            0xC0000133 => "clocks too far apart"u8,
            _ => default,
        };
    }
}
