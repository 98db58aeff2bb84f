using System.Text;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Detections;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>The table of places in files, which administrators replace while the server runs.</summary>
public sealed class PlaceFilesTests : IDisposable
{
    static readonly DateTime s_written = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly List<string> _told = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FileIsReadAgainOnceItHasChangedAndKeepsStill()
    {
        var places = PlaceFiles.Open([Write("own.csv", "192.0.2.7,1,1"), Write("large.csv", "192.0.2.0/24,2,2")], _told.Add)!;
        Assert.Equal(2, places.Networks);
        Assert.Equal([1.0, 2.0], await LatitudesAsync(places));
        Write("large.csv", "192.0.2.0/25,3,3", minutes: 1);
        Assert.Equal([1.0, 2.0], await LatitudesAsync(places));
        Write("large.csv", "192.0.2.0/24,3,3\n192.0.3.0/24,4,4", minutes: 1);
        Assert.Equal([1.0, 2.0], await LatitudesAsync(places));
        Assert.Equal([1.0, 3.0], await LatitudesAsync(places));
        Assert.Equal(3, places.Networks);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task FileThatBecomesWrongIsToldOnceAndTheOldOneGoesOnCounting()
    {
        var path = Write("own.csv", "192.0.2.0/24,1,1");
        var places = PlaceFiles.Open([path], _told.Add)!;
        Write("own.csv", "192.0.2.0/24,91,1", minutes: 1);
        for (var look = 0; look < 4; look++)
            Assert.Equal([1.0, 1.0], await LatitudesAsync(places));
        Assert.Equal($"{path}, line 2: latitude is '91'; allowed: degrees from -90 to 90 such as 52.52, or neither latitude nor longitude; "
            + "the places that were read before go on counting (setting 'detections.places')", Assert.Single(_told));
        File.Delete(path);
        for (var look = 0; look < 4; look++)
            Assert.Equal([1.0, 1.0], await LatitudesAsync(places));
        Assert.Contains(path, _told[1], StringComparison.Ordinal);
        Assert.Equal(2, _told.Count);
        Write("own.csv", "192.0.2.0/24,5,5");
        await LatitudesAsync(places);
        Assert.Equal([5.0, 5.0], await LatitudesAsync(places));
    }

    [Fact]
    public void FileThatIsWrongAtTheStartIsToldWithTheSettingToChange()
    {
        var path = Write("own.csv", "192.0.2.0/33,1,1");
        var fault = Assert.Throws<ConfigurationException>(() => PlaceFiles.Open([path], Assert.Fail));
        Assert.StartsWith($"{path}, line 2: network is '192.0.2.0/33'; allowed: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("(change the file, or setting 'detections.places')", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone.csv")]
    [InlineData("gone/own.csv")]
    [InlineData("")]
    public void FileThatCannotBeReadIsNamed(string name)
    {
        var path = _folder.Combine(name);
        var fault = Assert.Throws<ConfigurationException>(() => PlaceFiles.Open([path], Assert.Fail));
        Assert.Contains(path.TrimEnd('/'), fault.Message, StringComparison.Ordinal);
        Assert.Contains("'detections.places'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutFilesThereIsNoTable() => Assert.Null(PlaceFiles.Open([], Assert.Fail));

    // Written in the same second as before unless said: the size alone tells of a change, too.
    string Write(string name, string lines, int minutes = 0)
    {
        var path = _folder.Write(name, Encoding.UTF8.GetBytes($"network,latitude,longitude\n{lines}\n"));
        File.SetLastWriteTimeUtc(path, s_written.AddMinutes(minutes));
        return path;
    }

    static async Task<double?[]> LatitudesAsync(PlaceFiles places)
    {
        var table = await places.ReadAsync(default);
        return [table.Find("192.0.2.7")?.Latitude, table.Find("192.0.2.8")?.Latitude];
    }
}
