using System.Runtime.InteropServices;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes rows of message tracking: all thirty columns, quoted where they must be.</summary>
sealed class MessageTrackingLog(TruthRecorder truth, ulong seed)
{
    /// <summary>One row in so many has cells behind its last column.</summary>
    const int LongRowEvery = 3_001;

    /// <summary>How many NUL bytes stand before one row, as a file has them where its server lost power.</summary>
    const int NulBlock = 512;

    readonly SampleRandom _ids = new(seed, "tracking-log-id"u8);
    long _rows;
    (SampleServer Server, long From)? _nuls;

    /// <summary>Puts a block of NUL bytes before the first row that is written for a server and a time from then on.</summary>
    public void PlantNuls(SampleServer server, long from) => _nuls = (server, from);

    /// <summary>Writes the row and takes note of it; false when its time is outside of the sample.</summary>
    public bool Write(TrackingRow row)
    {
        LogChannel log = row.Server.Log(row.Log);
        MailMessage message = row.Message;
        // Drawn for every row, so that a shorter span changes no number of another.
        SampleGuid id = _ids.NextGuid();
        if (!log.Begin(row.Time))
        {
            message.IsCut = true;
            return false;
        }
        Front(log, row);
        if (row.HasMessage)
            Identity(log, row, message);
        else
            log.Skip(9);
        log.Cell(message.Subject.Written[..(row.HasMessage ? message.Subject.Written.Length : 0)]);
        log.Cell(message.Sender.Text);
        log.Cell(message.HasNullReturnPath ? "<>"u8 : row.HasMessage ? message.Sender.Text : []);
        Back(log, row, message, id);
        if (++_rows % LongRowEvery == 0)
            log.EndLong(",surplus,\"and more\""u8);
        else
            log.End();
        if (_nuls is var (server, from) && row.Server == server && row.Time >= from)
        {
            log.PrecedeByNuls(NulBlock);
            _nuls = null;
        }
        bool noise = row.Event.IsHighAvailability || message.Sender.IsMonitoring;
        truth.Tracking(row.Time, row.Event, noise, row.HasMessage ? message : null, CollectionsMarshal.AsSpan(row.Recipients));
        if (row.HasMessage)
            message.Hops?.Add(new Hop(row.Time, row.Server, row.Event, row.InternalId, [.. row.Recipients]));
        return true;
    }

    /// <summary>A row that ends after its event-id.</summary>
    public bool WriteShort(TrackingRow row)
    {
        LogChannel log = row.Server.Log(row.Log);
        if (!log.Begin(row.Time))
            return false;
        Front(log, row);
        log.EndShort();
        truth.Tracking(row.Time, row.Event, noise: false, null, []);
        return true;
    }

    /// <summary>date-time to event-id.</summary>
    static void Front(LogChannel log, TrackingRow row)
    {
        log.TimeCell(row.Time);
        log.Cell(row.ClientIp);
        log.Cell(row.ClientHost);
        log.Cell(row.ServerIp);
        log.Cell(row.ServerHost);
        log.Cell(row.Context.Written);
        log.Cell(row.Connector);
        log.Cell(row.Event.Source);
        log.Cell(row.Event.Name);
    }

    /// <summary>internal-message-id to reference.</summary>
    static void Identity(LogChannel log, TrackingRow row, MailMessage message)
    {
        log.Cell(row.InternalId);
        log.Cell(message.MessageId.Written);
        log.Cell(message.NetworkId);
        for (var i = 0; i < row.Recipients.Count; i++)
            log.Add(i > 0 ? ";"u8 : []).Add(row.Recipients[i].Text);
        log.Next();
        for (var i = 0; i < row.Recipients.Count && (row.HasRoles || row.Status.Written.Length > 0); i++)
            log.Add(i > 0 ? ";"u8 : []).Add(row.HasRoles ? Role(i) : row.Status.Written);
        log.Next();
        log.Cell(message.Bytes);
        log.Cell(row.Recipients.Count);
        log.Cell(row.Related);
        log.Cell(row.Reference);
    }

    /// <summary>message-info to schema-version.</summary>
    static void Back(LogChannel log, TrackingRow row, MailMessage message, SampleGuid id)
    {
        log.Cell(row.Info.Written);
        log.Cell(row.HasMessage ? message.IsIncoming ? "Incoming"u8 : "Originating"u8 : []);
        log.Skip(1);
        log.Cell(row.HasMessage ? message.ClientIp : []);
        log.Cell(row.HasMessage && message.ClientIp.Length > 0 ? row.Server.LinkLocal : []);
        log.Cell(row.Custom.Written);
        log.Cell(row.HasMessage ? "Email"u8 : []);
        log.Cell(id);
        log.Cell(log.LayoutAt(row.Time).VersionText);
    }

    static ReadOnlySpan<byte> Role(int recipient) => recipient == 0 || recipient % 3 != 0 ? "To"u8 : "Cc"u8;
}
