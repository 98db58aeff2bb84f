using System.Collections.Immutable;
using System.Globalization;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Questions;

/// <summary>
/// What somebody fills in before a query is asked. A value is checked when it is bound; that it means itself in SQL, whatever stands in it,
/// is the compiler's part.
/// </summary>
/// <param name="Name">Lower-case name, as typed on the command line.</param>
/// <param name="Doc">What it is, one sentence.</param>
public abstract record QueryParameter(string Name, string Doc)
{
    /// <summary>What stands for nothing typed; null where a value must be given.</summary>
    public string? Default { get; init; }

    /// <summary>Words for what may be typed, for messages and documents.</summary>
    public abstract string Allowed { get; }

    /// <summary>What nothing typed means, in words; null where a value must be given.</summary>
    public string? DefaultDoc { get; init; }

    /// <summary>The value that a text stands for, or null when the text is not allowed.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="now">What "now" means.</param>
    internal abstract QueryValue? Read(string text, DateTimeOffset now);

    /// <summary>A text that is bounded in length and holds no control characters.</summary>
    /// <param name="text">As typed.</param>
    private protected static string? Plain(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= Limits.QueryTextLengthMax && !trimmed.Any(char.IsControl) ? trimmed : null;
    }

    /// <summary>Any text.</summary>
    public sealed record Text(string Name, string Doc) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "text";

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            Plain(text) is { } plain && (plain.Length > 0 || Default is not null) ? new QueryValue.Text(plain) : null;
    }

    /// <summary>A mail address, or <c>@domain</c> for all of a domain.</summary>
    public sealed record Address(string Name, string Doc) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "an address such as anna@contoso.com, or @contoso.com for all of a domain";

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            Plain(text) is { } plain && plain.LastIndexOf('@') is >= 0 and var at && at < plain.Length - 1 && !plain.Contains(' ')
                ? new QueryValue.Text(plain.ToLowerInvariant())
                : null;
    }

    /// <summary>An account, however it is spelled: <c>anna</c>, <c>CONTOSO\anna</c>, <c>anna@contoso.com</c>.</summary>
    public sealed record Account(string Name, string Doc) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => @"an account: anna finds every spelling, CONTOSO\anna and anna@contoso.com only their own";

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            Plain(text) is { } plain && (plain.Length > 0 || Default is not null)
                ? new QueryValue.Text(plain.ToLowerInvariant())
                : null;
    }

    /// <summary>A Message-ID, with or without its angle brackets, or a network message id.</summary>
    public sealed record MessageId(string Name, string Doc) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "a Message-ID such as <a1@contoso.com>, brackets or not, or a network message id (a GUID)";

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            Plain(text)?.Trim('<', '>') is { Length: > 0 } plain ? new QueryValue.Text(plain) : null;
    }

    /// <summary>Domains, separated by commas.</summary>
    public sealed record Domains(string Name, string Doc) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "domains separated by commas, such as contoso.com,contoso.de";

        internal override QueryValue? Read(string text, DateTimeOffset now)
        {
            var domains = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return domains.All(IsDomain) && (domains.Length > 0 || Default is not null)
                ? new QueryValue.Text(string.Join(',', domains.Select(d => d.ToLowerInvariant())))
                : null;
        }

        static bool IsDomain(string text) =>
            text.Length <= 253 && text[0] != '@' && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '.');
    }

    /// <summary>An instant: a day or a time, UTC unless it has an offset.</summary>
    /// <param name="Age">How long before the query's end nothing typed lies; null for the end itself, which is now.</param>
    public sealed record Instant(string Name, string Doc, TimeSpan? Age) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "a day or a time, UTC unless it has an offset: 2026-01-31, 2026-01-31T12:00, 2026-01-31T12:00+02:00";

        internal override QueryValue? Read(string text, DateTimeOffset now)
        {
            if (text == Default)
                return new QueryValue.Time(Millis(now - (Age ?? TimeSpan.Zero)));
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? new QueryValue.Time(Millis(time))
                : null;
        }

        static Timestamp Millis(DateTimeOffset time) => new(Timestamp.From(time).Micros / 1000 * 1000);
    }

    /// <summary>How many.</summary>
    /// <param name="Max">The most that may be asked for.</param>
    public sealed record Count(string Name, string Doc, long Max) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {Max}");

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= Max
                ? new QueryValue.Number(number)
                : null;
    }

    /// <summary>One of some words.</summary>
    /// <param name="Words">The words.</param>
    public sealed record Choice(string Name, string Doc, ImmutableArray<string> Words) : QueryParameter(Name, Doc)
    {
        /// <inheritdoc/>
        public override string Allowed => "one of: " + string.Join(", ", Words);

        internal override QueryValue? Read(string text, DateTimeOffset now) =>
            Words.Contains(text.Trim().ToLowerInvariant(), StringComparer.Ordinal)
                ? new QueryValue.Text(text.Trim().ToLowerInvariant())
                : null;
    }
}
