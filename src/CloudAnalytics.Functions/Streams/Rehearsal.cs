using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Streams;

/// <summary>A record of message tracking, as an agent sends it, to rehearse with.</summary>
static class Rehearsal
{
    /// <summary>Bytes that are enough for it.</summary>
    internal const int Bytes = 4096;

    const string Record =
        """{"date-time":"2000-01-01T00:00:00.000Z","client-ip":"192.0.2.1","server-hostname":"EX","source":"SMTP","event-id":"REC"""
        + """EIVE","message-id":"<1@example.com>","recipient-address":"a@example.com;b@example.com","recipient-status":"To;Cc","total-by"""
        + """tes":"1","message-subject":"","sender-address":"c@example.com","custom-data":"S:A=1"}""";

    /// <summary>It, as an event holds it.</summary>
    internal static RawRecord[] Records =>
    [
        new(new Position("rehearsal", "1"u8.ToArray()), new Timestamp(0),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes(Record))), IsBase64: true),
    ];
}
