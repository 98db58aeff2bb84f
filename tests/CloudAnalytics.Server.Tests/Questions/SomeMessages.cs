using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Server.Tests.Questions;

/// <summary>Random rows of a small format in which few keys repeat often, and random questions that two summaries of it answer.</summary>
sealed class SomeMessages
{
    public static readonly Field<Utf8Text> Key1 = Field.Keyword("key1", "First choice of a key.");
    public static readonly Field<Utf8Text> Key2 = Field.Keyword("key2", "Second choice of a key.");
    public static readonly Field<long> Status = Field.Int64("status", "A small number.");

    public static readonly Schema Schema = new(
        "some_messages", "Some rows.", CommonFields.Action, CommonFields.Sender, CommonFields.Recipients, Key1, Key2, Status,
        CommonFields.Bytes);

    public static readonly DateTimeOffset Start = new(2026, 11, 13, 0, 0, 0, TimeSpan.Zero);

    const int Days = 6;

    static readonly Key s_key = new(Key1, Key2);
    static readonly Predicate s_fails = new Predicate.Is(CommonFields.Action, "FAIL");
    static readonly Predicate s_either = new Predicate.AnyOf([s_fails, new Predicate.AtLeast(Status, 2)]);

    static readonly Metric s_messages = Of("some.messages", new Aggregate.Distinct(s_key));
    static readonly Metric s_bytes = Of("some.bytes", new Aggregate.SumPerDistinct(s_key, CommonFields.Bytes));

    static readonly ImmutableArray<Metric> s_metrics =
    [
        s_messages, s_bytes, Of("some.events", new Aggregate.Count()), Of("some.sum", new Aggregate.Sum(CommonFields.Bytes)),
        Of("some.failures", new Aggregate.Count()) with { Where = s_fails },
        Of("some.failed", new Aggregate.Distinct(s_key)) with { Where = s_either },
        Of("some.failed_bytes", new Aggregate.SumPerDistinct(s_key, CommonFields.Bytes)) with { Where = s_fails },
        Of("some.failed_sum", new Aggregate.Sum(CommonFields.Bytes)) with { Where = s_either },
    ];

    static readonly string[] s_senders = ["a@x.example", "b@x.example", "o'hara@x.example", "é@y.example"];

    readonly Random _random;
    int _ids;

    public SomeMessages(Random random) => _random = random;

    /// <summary>By sender and status, and by recipient and sender.</summary>
    public static ImmutableArray<Summary> Summaries { get; } =
    [
        new("by_sender", "Plain groups.", [PanelOf("plain", s_metrics, [CommonFields.Sender, Status])]),
        new("by_recipient", "A list among the groups.", [PanelOf("listed", s_metrics, [CommonFields.Recipients, CommonFields.Sender])]),
    ];

    /// <summary>A batch of rows, many of them at the edges of five minutes, an hour or a day.</summary>
    public RecordBatch Rows(int count, DateTimeOffset arrived)
    {
        var batch = new RecordBatch(Schema, count);
        for (var i = 0; i < count; i++)
        {
            var row = batch.NewRow();
            row.Set(CommonFields.Id, Encoding.UTF8.GetBytes($"id{_ids++:000000}"));
            row.Set(CommonFields.Arrived, Timestamp.From(arrived));
            row.Set(CommonFields.Time, Timestamp.From(Instant()));
            if (_random.Next(5) == 0)
                row.Set(CommonFields.Noise, "probe"u8);
            row.Set(CommonFields.Action, _random.Next(3) == 0 ? "FAIL"u8 : "SEND"u8);
            if (_random.Next(5) > 0)
                row.Set(CommonFields.Sender, Encoding.UTF8.GetBytes(s_senders[_random.Next(s_senders.Length)]));
            for (var n = _random.Next(4); n > 0; n--)
                row.Add(CommonFields.Recipients, Encoding.UTF8.GetBytes(s_senders[_random.Next(s_senders.Length)]));
            if (_random.Next(3) > 0)
                row.Set(Key1, Encoding.UTF8.GetBytes($"key{_random.Next(40)}"));
            if (_random.Next(3) > 0)
                row.Set(Key2, Encoding.UTF8.GetBytes($"key{_random.Next(60)}"));
            if (_random.Next(5) > 0)
                row.Set(Status, _random.Next(4));
            if (_random.Next(5) > 0)
                row.Set(CommonFields.Bytes, _random.Next(-5, 1000));
            row.Commit();
        }

        return batch;
    }

    /// <summary>A question that a summary answers.</summary>
    public PanelQuery Question()
    {
        while (true)
        {
            var query = Draw();
            if (!query.Panel.Faults().Any() && Summaries.Any(s => s.Answers(query)))
                return query;
        }
    }

    PanelQuery Draw()
    {
        ImmutableArray<Field> plain = [.. ((Field[])[CommonFields.Sender, Status]).Where(_ => _random.Next(2) == 0)];
        ImmutableArray<Field> listed = [CommonFields.Recipients, .. ((Field[])[CommonFields.Sender]).Where(_ => _random.Next(2) == 0)];
        var metrics = s_metrics.Where(_ => _random.Next(3) == 0).Append(s_messages).DistinctBy(m => m.Name).OrderBy(_ => _random.Next());
        var panel = PanelOf("asked", [.. metrics], _random.Next(2) == 0 ? plain : listed);
        var isCompared = _random.Next(3) == 0;
        if (isCompared)
        {
            panel = panel with
            {
                Columns =
                [
                    .. panel.Columns, new PanelColumn.Usual("usual", "Usual", panel.Columns[0].Name, 2),
                    new PanelColumn.Spike("spike", "Spike", panel.Columns[0].Name, 1),
                ],
            };
        }

        var from = Instant();
        var length = _random.Next(4) switch
        {
            0 => TimeSpan.FromMinutes(_random.Next(30)),
            1 => TimeSpan.FromDays(1),
            2 => TimeSpan.FromMilliseconds(_random.Next(100_000_000)),
            _ => TimeSpan.FromHours(_random.Next(72)),
        };
        return new PanelQuery(panel, TimeRange.Between(from, from + length))
        {
            Step = isCompared || _random.Next(2) == 0 ? null : TimeSpan.FromMinutes(_random.Next(3) switch { 0 => 5, 1 => 15, _ => 360 }),
            Top = _random.Next(2) == 0 ? _random.Next(1, 6) : null,
            Filter = _random.Next(4) == 0 ? new Predicate.Is(CommonFields.Sender, s_senders[0]) : Predicate.Everything,
        };
    }

    // Ten minutes of each day have many rows, and many ranges begin and end there: ends of windows that are no whole five minutes.
    DateTimeOffset Instant() => _random.Next(8) switch
    {
        > 4 => Start.AddDays(_random.Next(Days)).AddHours(10).AddMilliseconds(_random.Next(600_000)),
        0 => Start.AddDays(_random.Next(Days)),
        1 => Start.AddMinutes(5 * _random.Next(Days * 288)),
        2 => Start.AddMinutes(5 * _random.Next(Days * 288)).AddMilliseconds(-1),
        _ => Start.AddMilliseconds(_random.Next(Days * 86_400_000)),
    };

    static Metric Of(string name, Aggregate aggregate) => new(name, "Some number.", Schema, aggregate);

    static Panel PanelOf(string name, ImmutableArray<Metric> metrics, ImmutableArray<Field> by) =>
        new(name, "Some", "Some panel.", [.. metrics.Select(m => new PanelColumn.Measure(m.Name.Replace('.', '_'), "N", Unit.Count, m))])
        {
            By = by,
            ByTitles = [.. by.Select(f => f.Name)],
        };
}
