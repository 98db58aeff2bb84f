namespace CloudAnalytics.Lake.Tests.Parquet;

/// <summary>Reads the headers of the pages of a column chunk (parquet.thrift, PageHeader, in Thrift's compact protocol).</summary>
sealed class PageWalk(byte[] file)
{
    long _at;

    /// <summary>The unpacked bytes of each page between two places of the file.</summary>
    internal List<int> UnpackedBytes(long start, long end)
    {
        var pages = new List<int>();
        for (_at = start; _at < end;)
        {
            var header = new Dictionary<int, int>();
            ReadStruct(header);
            pages.Add(header[2]);
            _at += header[3];
        }

        Assert.Equal(end, _at);
        return pages;
    }

    void ReadStruct(Dictionary<int, int> numbers)
    {
        for (var field = 0; file[_at++] is var head and not 0;)
        {
            field += head >> 4;
            if ((head & 15) == 12)
                ReadStruct([]);
            else
                numbers[field] = ReadNumber();
        }
    }

    int ReadNumber()
    {
        uint number = 0;
        for (var shift = 0;; shift += 7)
        {
            var some = file[_at++];
            number |= (uint)(some & 0x7F) << shift;
            if (some < 0x80)
                return (int)(number >> 1) ^ -(int)(number & 1);
        }
    }
}
