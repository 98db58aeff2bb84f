using CloudAnalytics.Core;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>A log that is read: its committed state, and what the process keeps to go on from there.</summary>
sealed class Source(SourceState state, bool isCommitted)
{
    /// <summary>As the last commit left it.</summary>
    internal SourceState State { get; private set; } = state;

    /// <summary>Whether any commit holds it; else it was only just found.</summary>
    internal bool IsCommitted { get; private set; } = isCommitted;

    /// <summary>As the commit in the making will leave it; null when that has nothing of it.</summary>
    internal SourceState? Next { get; set; }

    /// <summary>What was read up to so far.</summary>
    internal SourceState Current => Next ?? State;

    /// <summary>The file that it lies in now, or null when there is none.</summary>
    internal TrackedFile? File { get; set; }

    /// <summary>The open file, or null. Its position is the current offset.</summary>
    internal ByteReader? Reader { get; private set; }

    /// <summary>The parser, in the state of the current offset, or null.</summary>
    internal SourceParser? Parser { get; set; }

    /// <summary>The bytes before the current offset that fingerprints compare; empty when they are not known and nothing is open.</summary>
    internal byte[] Tail { get; set; } = [];

    /// <summary>Number of the round in which it was read last, to tell which sources are active.</summary>
    internal long ReadIn { get; set; }

    /// <summary>When it was last seen to be longer than before, or to be gone.</summary>
    internal DateTimeOffset ChangedAt { get; set; }

    /// <summary>Whether a name that it was known by is no longer its own: it was renamed, copied or compressed.</summary>
    internal bool IsRotated => File is null || File.Path != State.Name;

    /// <summary>Opens a file, closing the one before; its position is its beginning.</summary>
    internal void Open(string path)
    {
        Close();
        Reader = ByteReader.Open(path);
    }

    /// <summary>Closes the file.</summary>
    internal void Close()
    {
        Reader?.Dispose();
        Reader = null;
    }

    /// <summary>The commit has happened.</summary>
    internal void Committed()
    {
        State = Next!;
        Next = null;
        IsCommitted = true;
    }

    /// <summary>Whether the commits hold nothing of it any more.</summary>
    internal bool IsForgotten { get; private set; }

    /// <summary>A commit has forgotten it.</summary>
    internal void Forget() => IsForgotten = true;

    /// <summary>A commit has noted something about it that is no reading.</summary>
    internal void Note(SourceState state)
    {
        Check.That(Next is null);
        State = state;
    }

    /// <summary>Goes back to the committed state.</summary>
    internal void Discard()
    {
        Next = null;
        Rest();
    }

    /// <summary>Lets go of what only speeds up the next read.</summary>
    internal void Rest()
    {
        Check.That(Next is null);
        Parser = null;
        Tail = [];
        Close();
    }
}
