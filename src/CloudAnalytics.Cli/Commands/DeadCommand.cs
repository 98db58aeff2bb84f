using System.CommandLine;
using System.Globalization;
using System.Text;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DeadLetters;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Server.Replay;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics dead list|show|replay</c>: the lines that could not be read.</summary>
static class DeadCommand
{
    const int ExcerptCharacters = 80;

    internal static Command Create() =>
        new("dead", "Shows the lines that could not be read, and reads them again.") { List(), Show(), Replay() };

    static Command List()
    {
        var data = CommonOptions.Data();
        var limit = new Option<int>("--limit") { Description = "Lines at most.", DefaultValueFactory = _ => 100, HelpName = "N" };
        var command = new Command("list", "Lists dead letters: file, place, reason.") { data, limit };
        command.SetAction(parsed =>
        {
            var table = new TextTable().Column("id").Column("refused (UTC)").Column("format").Column("file")
                .Column("offset", isNumber: true).Column("reason").Column("begins");
            var count = 0;
            foreach (var stored in Store(parsed.GetRequiredValue(data)).Read())
            {
                if (count++ >= parsed.GetValue(limit))
                    continue;
                table.Row(
                    stored.Id, stored.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), stored.Letter.Format,
                        stored.Letter.SourceFile,
                    stored.Letter.Offset.ToString(CultureInfo.InvariantCulture), stored.Letter.Reason, Excerpt(stored.Letter.Raw.Span));
            }

            if (count == 0)
            {
                Console.WriteLine("No dead letters: every line could be read.");
                return CommandRunner.Done;
            }

            table.Write();
            Console.WriteLine(FormattableString.Invariant($"{count:N0} dead letters; cloudanalytics dead show ID prints one whole"));
            return CommandRunner.Done;
        });
        return command;
    }

    static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The id that list prints; its beginning is enough." };
        var data = CommonOptions.Data();
        var raw = new Option<bool>("--raw") { Description = "Writes the bytes themselves, and nothing else." };
        var command = new Command("show", "Prints one dead letter whole.") { id, data, raw };
        command.SetAction(parsed =>
        {
            var stored = Find(Store(parsed.GetRequiredValue(data)), parsed.GetRequiredValue(id));
            if (parsed.GetValue(raw))
            {
                using var stream = Console.OpenStandardOutput();
                stream.Write(stored.Letter.Raw.Span);
                return CommandRunner.Done;
            }

            Console.WriteLine($"id      {stored.Id}");
            Console.WriteLine($"format  {stored.Letter.Format}");
            Console.WriteLine($"file    {TerminalText.Clean(stored.Letter.SourceFile)}");
            Console.WriteLine(FormattableString.Invariant($"offset  {stored.Letter.Offset}"));
            Console.WriteLine($"reason  {stored.Letter.Reason}");
            Console.WriteLine($"line    {TerminalText.Clean(Encoding.UTF8.GetString(stored.Letter.Raw.Span))}");
            return CommandRunner.Done;
        });
        return command;
    }

    static Command Replay()
    {
        var ids = new Argument<string[]>("id") { Description = "Ids that list prints; none for all.", Arity = ArgumentArity.ZeroOrMore };
        var data = CommonOptions.Data();
        var dry = new Option<bool>("--dry-run") { Description = "Only says what would become of them." };
        var config = CommonOptions.Config();
        var command = new Command("replay", "Reads dead letters again, after an update. Those that can be read become rows.")
        {
            ids, data, dry, config,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var proxies = CommonOptions.LoadConfiguration(parsed.GetValue(config)).TrustedProxies;
            var folder = parsed.GetRequiredValue(data);
            var store = Store(folder);
            var wanted = parsed.GetValue(ids) is { Length: > 0 } named ? [.. named.Select(id => Find(store, id))] : store.Read().ToList();
            using var writer = CommonOptions.OpenWriter(folder, "cloudanalytics dead replay");
            var (outcome, result) = await new DeadLetterReplay(writer, proxies, TimeProvider.System)
                .RunAsync(wanted, parsed.GetValue(dry), cancellation).ConfigureAwait(false);
            if (result is LakeWriteResult.Failed failed)
                throw new CommandException($"nothing was replayed: {failed.Reason}", CommandRunner.Failed);
            Console.WriteLine(FormattableString.Invariant(
                $"{outcome.Tried:N0} tried, {outcome.Parsed:N0} {(parsed.GetValue(dry) ? "would become" : "are now")} {outcome.Rows:N0} rows, {outcome.Tried - outcome.Parsed:N0} remain"));
            return CommandRunner.Done;
        });
        return command;
    }

    static DeadLetterStore Store(string data) => Directory.Exists(data)
        ? new DeadLetterStore(new LakeFolder(data))
        : throw new CommandException($"there is no folder {Path.GetFullPath(data)}");

    static StoredDeadLetter Find(DeadLetterStore store, string id)
    {
        try
        {
            return store.Find(id)
                ?? throw new CommandException($"there is no dead letter '{id}'; cloudanalytics dead list prints their ids");
        }
        catch (ArgumentException several)
        {
            throw new CommandException(several.Message);
        }
    }

    static string Excerpt(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, ExcerptCharacters * 4)]);
        return text.Length <= ExcerptCharacters ? text : text[..ExcerptCharacters] + "…";
    }
}
