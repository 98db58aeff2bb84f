using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>What the logs of Exchange's web services have in common: EWS, HttpProxy, MAPI over HTTP.</summary>
static class WebRows
{
    /// <summary>The four columns of Exchange's version.</summary>
    /// <param name="Major">Slot of MajorVersion.</param>
    /// <param name="Minor">Slot of MinorVersion.</param>
    /// <param name="Build">Slot of BuildVersion.</param>
    /// <param name="Revision">Slot of RevisionVersion.</param>
    internal readonly record struct VersionSlots(int Major, int Minor, int Build, int Revision);

    /// <summary>Declares the columns of the version.</summary>
    internal static Columns Version(this Columns columns, out VersionSlots slots)
    {
        columns.Slot("MajorVersion", out var major).Slot("MinorVersion", out var minor).Slot("BuildVersion", out var build)
            .Slot("RevisionVersion", out var revision);
        slots = new VersionSlots(major, minor, build, revision);
        return columns;
    }

    /// <summary>Sets the version from its columns: 15.1.2375.7.</summary>
    internal static unsafe void SetVersion(ref RowWriter row, in Cells cells, VersionSlots slots)
    {
        var major = cells[slots.Major];
        if (major.IsEmpty)
            return;
        var minor = cells[slots.Minor];
        var build = cells[slots.Build];
        var revision = cells[slots.Revision];
        var length = major.Length + minor.Length + build.Length + revision.Length + 3;
        var memory = row.Arena.Reserve(length);
        var text = new Span<byte>(memory, length);
        text.Fill((byte)'.');
        major.CopyTo(text);
        minor.CopyTo(text[(major.Length + 1)..]);
        build.CopyTo(text[(major.Length + minor.Length + 2)..]);
        revision.CopyTo(text[(length - revision.Length)..]);
        row.Set(WebFields.ServerVersion, Utf8View.Borrow(memory, length));
    }

    /// <summary>
    /// Sets the client's address. Where a proxy stands in between, the column lists the addresses on the way, commas replaced by blanks:
    /// the first is the client's.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="cells">Its cells.</param>
    /// <param name="slot">The column's slot.</param>
    /// <param name="column">The column's name, under which a value that is no address is kept.</param>
    internal static void SetClient(ref RowWriter row, in Cells cells, int slot, ReadOnlySpan<byte> column)
    {
        var addresses = cells[slot];
        if (addresses.IsEmpty)
            return;
        var first = AddressText.Ip(addresses);
        row.SetBorrowed(CommonFields.ClientIp, first);
        if (addresses.Contains((byte)' '))
            row.Set(WebFields.XForwardedFor, cells.View(slot));
        else if (first.IsEmpty)
            row.Add(CommonFields.Attributes, row.Arena.Copy(column), cells.View(slot));
    }

    /// <summary>
    /// Sets outcome and noise of a request. A 401 without an account is the server's question who it is, the first step of every logon;
    /// an error code makes a failure whatever the status, since EWS answers 200 with errors in its body.
    /// </summary>
    /// <param name="row">The row; user name, user agent, status and error are set.</param>
    /// <param name="noise">Why the row is background traffic, as far as is known; empty when it is not.</param>
    internal static void Judge(ref RowWriter row, ReadOnlySpan<byte> noise)
    {
        var user = row.Get(CommonFields.UserName);
        var error = row.Get(CommonFields.ErrorCode);
        var status = row.Get(CommonFields.StatusCode);
        if (noise.IsEmpty)
            noise = Noise.OfAccount(user);
        var outcome = !error.IsEmpty || status >= 400 ? Outcome.Failure : status is null ? Outcome.Unknown : Outcome.Success;
        if (status == 401 && user.IsEmpty)
        {
            outcome = Outcome.Unknown;
            noise = noise.IsEmpty ? "challenge"u8 : noise;
        }

        row.Set(CommonFields.Outcome, outcome);
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
    }
}
