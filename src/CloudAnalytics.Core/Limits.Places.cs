namespace CloudAnalytics.Core;

/// <summary>The bounds of tables of places.</summary>
public static partial class Limits
{
    /// <summary>Bytes of such a file that are read at a time; a longer line stops it.</summary>
    public const int PlaceBufferBytes = 256 * 1024;

    /// <summary>Bytes of such a file from which on what reading it has left is given back to the system at once.</summary>
    public const int PlaceCollectBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of a wrong line that a message shows.</summary>
    public const int PlaceShownBytes = 200;

    /// <summary>How far off a place may be, in kilometres: half around the earth says nothing any more.</summary>
    public const int PlaceRadiusKmMax = 20_000;

    /// <summary>The shortest time that two logins are taken to lie apart: stamps of many logs are whole seconds.</summary>
    public static readonly TimeSpan TravelTimeMin = TimeSpan.FromSeconds(1);

    /// <summary>Places that one question names; keys with more are asked for in several. Athena takes 256 KB of text.</summary>
    public const int PlacesPerQuestionMax = 800;

    /// <summary>
    /// Places of one key that are compared with each other before it is asked for; a key with more is asked for in any case.
    /// </summary>
    public const int PlacesComparedMax = 64;
}
