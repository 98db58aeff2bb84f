using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Cli.Commands;

namespace CloudAnalytics.Cli.Investigation;

/// <summary>The options of <c>trace --account</c>.</summary>
sealed class AccountOptions
{
    internal Option<string?> Account { get; } = new("--account")
    {
        Description = "All rows of one account on one day, for an investigation: where it is the user, the sender, a recipient or the owner.",
        HelpName = "USER",
    };

    internal Option<string[]> Also { get; } = new("--also")
    {
        Description = @"With --account: another spelling of the account, such as CONTOSO\alice or an alias; may be repeated.",
        HelpName = "NAME",
    };

    internal Option<string?> Day { get; } = new("--day") { Description = "With --account: the day.", HelpName = "YYYY-MM-DD" };

    internal Option<string?> Zone { get; } = new("--zone")
    {
        Description = "With --account: the zone whose day is meant, such as Europe/Berlin; UTC unless said.", HelpName = "ZONE",
    };

    internal Option<string?> By { get; } = new("--by") { Description = "With --account: who asks; stands in the bundle.",
        HelpName = "NAME" };

    internal Option<string?> Case { get; } = new("--case")
    {
        Description = "With --account: why, such as a ticket's number; stands in the bundle.", HelpName = "TEXT",
    };

    internal Option<string?> Out { get; } = new("--out")
    {
        Description = "With --account: the folder to write; it must be new or empty.", HelpName = "FOLDER",
    };

    /// <summary>What was asked for, or null when nothing of an account was.</summary>
    /// <exception cref="CommandException">An option is missing or wrong.</exception>
    internal AccountQuestion? Read(ParseResult parsed)
    {
        var account = parsed.GetValue(Account)?.Trim();
        if (account is null)
        {
            foreach (Option option in (Option[])[Also, Day, Zone, By, Case, Out])
            {
                if (parsed.GetResult(option) is not null)
                    throw new CommandException($"{option.Name} needs --account USER");
            }

            return null;
        }

        if (account.Length == 0)
            throw new CommandException("--account is blank; write an address or a user name");
        var day = Needed(parsed, Day, "the day, such as 2026-01-31");
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new CommandException($"--day is '{day}', which is no day; write 2026-01-31");
        var zone = parsed.GetValue(Zone) ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            throw new CommandException($"--zone is '{zone}', which this machine does not know; write a name such as Europe/Berlin or UTC");
        return new AccountQuestion(
            [account, .. (parsed.GetValue(Also) ?? []).Select(name => name.Trim()).Where(name => name.Length > 0)], date, found,
            Needed(parsed, By, "who asks"), Needed(parsed, Case, "why, such as a ticket's number"), Needed(parsed, Out,
                "the folder to write"));
    }

    static string Needed(ParseResult parsed, Option<string?> option, string meaning) =>
        parsed.GetValue(option)?.Trim() is { Length: > 0 } value ? value
            : throw new CommandException($"--account needs {option.Name} with {meaning}");
}

/// <summary>What was asked of an account.</summary>
/// <param name="Names">The account and its other spellings; letter case does not matter.</param>
/// <param name="Day">The day.</param>
/// <param name="Zone">Whose day.</param>
/// <param name="By">Who asks.</param>
/// <param name="Case">Why.</param>
/// <param name="Folder">Where the bundle goes.</param>
sealed record AccountQuestion(IReadOnlyList<string> Names, DateOnly Day, TimeZoneInfo Zone, string By, string Case, string Folder)
{
    /// <summary>Beginning of the day, UTC.</summary>
    internal DateTimeOffset From => Midnight(Day);

    /// <summary>End of the day, UTC, excluded; 23 or 25 hours later where clocks are put forward or back.</summary>
    internal DateTimeOffset To => Midnight(Day.AddDays(1));

    DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks are put forward at midnight, the day begins an hour later.
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
