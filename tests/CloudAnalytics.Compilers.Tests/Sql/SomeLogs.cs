using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>
/// Two formats that share fields, and random rows of them, with nulls everywhere and few different values, so that groups fill and keys
/// repeat.
/// </summary>
static class SomeLogs
{
    public static readonly Field<Utf8Text> Verb = Field.Keyword("action", "What was done.");
    public static readonly Field<Utf8Text> Who = Field.Keyword("group", "A name that SQL reserves.");
    public static readonly Field<Utf8Text> Key1 = Field.Keyword("key1", "First choice of a key.");
    public static readonly Field<Utf8Text> Key2 = Field.Keyword("key2", "Second choice of a key.");
    public static readonly Field<Utf8List> To = Field.List("recipients", "Some names.");
    public static readonly Field<long> Status = Field.Int64("status", "A small number.");
    public static readonly Field<long> Size = Field.Int64("bytes", "A large number.");
    public static readonly Field<double> Delay = Field.Float64("delay_ms", "A fraction.");
    public static readonly Field<bool> Good = Field.Boolean("good", "True or false.");
    public static readonly Field<Utf8Text> Extra = Field.Keyword("extra", "Only alpha has it.");

    public static readonly Schema Alpha = new("alpha", "Some rows.", Verb, Who, Key1, Key2, To, Status, Size, Delay, Good, Extra);
    public static readonly Schema Beta = new("beta", "Other rows.", Good, Delay, Size, Status, To, Key2, Key1, Who, Verb);

    public static readonly string[] Texts =
        ["a", "b", "o'hara", "\"x\"", "B", "é", "\u20AC", "\U0001F600", "a_much_longer_text", "100%\\n", "a;b--"];

    public static readonly DateTimeOffset Start = new(2024, 1, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Random rows.</summary>
    /// <param name="random">Draws them.</param>
    /// <param name="rows">How many, over all batches.</param>
    /// <param name="mayRepeatItems">Whether a list may name an item twice.</param>
    public static RecordBatch[] Random(Random random, int rows, bool mayRepeatItems = true)
    {
        RecordBatch[] batches = [new(Alpha, rows), new(Beta, rows), new(Alpha, rows)];
        for (var i = 0; i < rows; i++)
            AddRow(random, batches[random.Next(batches.Length)], i, mayRepeatItems);
        return batches;
    }

    static void AddRow(Random random, RecordBatch batch, int number, bool mayRepeatItems)
    {
        var row = batch.NewRow();
        row.Set(CommonFields.Id, Encoding.UTF8.GetBytes($"row{number}"));
        if (random.Next(20) > 0)
            row.Set(CommonFields.Time, Timestamp.From(SomeInstant(random, days: 12)));
        if (random.Next(4) == 0)
            row.Set(CommonFields.Noise, "probe"u8);
        foreach (var field in (Field<Utf8Text>[])[Verb, Who, Key1, Key2])
            if (random.Next(5) > 0) row.Set(field, SomeText(random));
        if (batch.Schema == Alpha && random.Next(2) == 0)
            row.Set(Extra, SomeText(random));
        var items = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(8) == 0 ? [] : SomeText(random)).ToList();
        foreach (var item in mayRepeatItems ? items : items.DistinctBy(Encoding.UTF8.GetString))
            row.Add(To, item);
        if (random.Next(5) > 0)
            row.Set(Status, random.Next(-2, 6));
        if (random.Next(5) > 0)
            row.Set(Size, random.NextInt64(-1000, 10_000_000_000));
        if (random.Next(5) > 0)
            row.Set(Delay, random.Next(200) / 4.0);
        if (random.Next(5) > 0)
            row.Set(Good, random.Next(2) == 0);
        row.Commit();
    }

    /// <summary>An instant with milliseconds, often exactly on a boundary of an hour or a day.</summary>
    public static DateTimeOffset SomeInstant(Random random, int days) => random.Next(4) switch
    {
        0 => Start.AddDays(random.Next(days)),
        1 => Start.AddHours(random.Next(days * 24)),
        2 => Start.AddHours(random.Next(days * 24)).AddMilliseconds(-1),
        _ => Start.AddMilliseconds(random.Next(days * 86_400_000)),
    };

    static byte[] SomeText(Random random) => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]);
}
