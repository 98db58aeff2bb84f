using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.CloudWatch;

/// <summary>A dashboard of CloudWatch.</summary>
/// <param name="Name">Its name behind the stack's.</param>
/// <param name="Body">JSON, in which the words of <see cref="CloudWatchDashboards"/> stand for what a stack knows.</param>
public sealed record CloudWatchDashboard(string Name, string Body);

/// <summary>
/// Dashboards of CloudWatch (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html): what is
/// published, by subject, and how the pipeline does.
/// </summary>
public static class CloudWatchDashboards
{
    /// <summary>Folder of the checked-in files.</summary>
    public const string Folder = "dashboards/cloudwatch";

    /// <summary>Stands for the region.</summary>
    public const string Region = "{region}";

    /// <summary>Stands for the metrics' namespace.</summary>
    public const string Namespace = "{namespace}";

    /// <summary>Stands for the stack's name.</summary>
    public const string Stack = "{stack}";

    /// <summary>Stands for the account.</summary>
    public const string Account = "{account}";

    static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Columns of CloudWatch's grid.
    const int GridColumns = 24;
    const int Wide = 12;
    const int Narrow = 8;
    const int High = 6;

    /// <summary>All dashboards.</summary>
    public static ImmutableArray<CloudWatchDashboard> Compile(MetricTable table, IReadOnlyList<Alarm> alarms)
    {
        var published = table.Questions.Where(q => q.Published is not null).ToList();
        var overview = new Grid();
        foreach (var section in published.GroupBy(q => q.Panel.Section))
        {
            overview.Heading(section.Key);
            foreach (var question in section)
                overview.Add(question.Panel.Title, Narrow, Series(question));
        }

        var watched = new Grid();
        foreach (var alarm in alarms)
            watched.Add(alarm.Title, Narrow, [Metric(Namespace, table.Of(alarm).Name, alarm.Title)], alarm.Threshold, alarm.Window);
        return
        [
            new("alarms", watched.ToJson()),
            new("overview", overview.ToJson()),
            new("pipeline", Pipeline().ToJson()),
        ];
    }

    /// <summary>The dashboards as files.</summary>
    public static IEnumerable<GeneratedFile> Files(MetricTable table, IReadOnlyList<Alarm> alarms) =>
        Compile(table, alarms).Select(d => new GeneratedFile($"{Folder}/{d.Name}.json", d.Body + "\n"));

    static IEnumerable<Line> Series(PublishedQuestion question)
    {
        foreach (var metric in question.Metrics)
        {
            // All values of a dimension that there are, so that a new one needs no new dashboard.
            yield return metric.Dimension is { } dimension
                ? new Line(
                    null, $"SEARCH('{{\"{Namespace}\",{dimension.Name}}} MetricName=\"{metric.Name}\"', 'Maximum', {Seconds(metric)})")
                : Metric(Namespace, metric.Name, metric.Title);
        }
    }

    static Grid Pipeline()
    {
        string[] functions = ["index", "archive", "aggregate", "compact", "provision", "replay"];
        string[] consumers = ["index", "archive"];
        Line Of(string metric, string function, string statistic) =>
            new(["AWS/Lambda", metric, "FunctionName", $"{Stack}-{function}"], null, function, statistic);
        var grid = new Grid();
        grid.Heading("Stream");
        grid.Add("Bytes in", Narrow, [new(["AWS/Kinesis", "IncomingBytes", "StreamName", Stack], null, "bytes", "Sum")]);
        grid.Add("Records in", Narrow, [new(["AWS/Kinesis", "IncomingRecords", "StreamName", Stack], null, "records", "Sum")]);
        grid.Add("Turned away", Narrow,
            [new(["AWS/Kinesis", "WriteProvisionedThroughputExceeded", "StreamName", Stack], null, "records", "Sum")]);
        grid.Heading("Functions");
        grid.Add("Delay of the consumers", Narrow, consumers.Select(f => Of("IteratorAge", f, "Maximum")));
        grid.Add("Errors", Narrow, functions.Select(f => Of("Errors", f, "Sum")));
        grid.Add("Held back", Narrow, functions.Select(f => Of("Throttles", f, "Sum")));
        grid.Add("Duration", Narrow, functions.Select(f => Of("Duration", f, "p95")));
        grid.Add("Calls", Narrow, functions.Select(f => Of("Invocations", f, "Sum")));
        grid.Add("At a time", Narrow, functions.Select(f => Of("ConcurrentExecutions", f, "Maximum")));
        grid.Heading("Metrics and dead letters");
        grid.Add("Windows", Wide,
            [Metric(Namespace, MetricTable.WindowsPublished.Name, "published"), Metric(Namespace, MetricTable.WindowsWaiting.Name,
                "waiting")]);
        grid.Add("Set aside", Wide,
        [
            Metric(Namespace, MetricTable.DeadLetterObjects.Name, "objects with dead letters"),
            Metric(Namespace, MetricTable.FailedBatches.Name, "batches given up"),
        ]);
        grid.Add("Detections", Wide,
        [
            Metric(Namespace, MetricTable.DetectionsJudged.Name, "evaluated"),
            Metric(Namespace, MetricTable.DetectionsFailed.Name, "not evaluated"),
        ]);
        grid.Heading("OpenSearch");
        foreach (var (metric, title, statistic) in ((string, string, string)[])
            [("FreeStorageSpace", "Free disk (MB)", "Minimum"), ("CPUUtilization", "Processor (%)", "Average"),
                ("JVMMemoryPressure", "Memory (%)", "Maximum")])
            grid.Add(title, Narrow, [new(["AWS/ES", metric, "DomainName", Stack, "ClientId", Account], null, title, statistic)]);
        return grid;
    }

    static Line Metric(string space, string name, string title) => new([space, name], null, title);

    static int Seconds(PublishedMetric metric) => (int)metric.Window.TotalSeconds;

    /// <summary>A line of a graph: a metric (namespace, name, dimensions) or an expression.</summary>
    sealed record Line(string[]? Metric, string? Expression, string? Label = null, string Statistic = "Maximum");

    /// <summary>Widgets from left to right and from top to bottom.</summary>
    sealed class Grid
    {
        readonly List<Action<Utf8JsonWriter>> _widgets = [];
        int _x;
        int _y;

        public void Heading(string text)
        {
            NextRow();
            Place("text", GridColumns, 1, json => json.WriteString("markdown", $"## {text}"));
            _x = 0;
            _y += 1;
        }

        public void Add(string title, int width, IEnumerable<Line> lines, double? threshold = null, TimeSpan? period = null)
        {
            if (_x + width > GridColumns)
                NextRow();
            Place("metric", width, High, json =>
            {
                json.WriteString("title", title);
                json.WriteString("view", "timeSeries");
                json.WriteString("region", Region);
                json.WriteNumber("period", (int)(period ?? PublishedPanel.Window).TotalSeconds);
                json.WriteStartArray("metrics");
                foreach (var line in lines)
                    Write(json, line);
                json.WriteEndArray();
                if (threshold is { } value)
                    Write(json, value);
            });
        }

        public string ToJson()
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, s_options))
            {
                json.WriteStartObject();
                json.WriteStartArray("widgets");
                foreach (var widget in _widgets)
                    widget(json);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }

        static void Write(Utf8JsonWriter json, Line line)
        {
            json.WriteStartArray();
            foreach (var part in line.Metric ?? [])
                json.WriteStringValue(part);
            json.WriteStartObject();
            if (line.Expression is { } expression)
            {
                json.WriteString("expression", expression);
            }
            else
            {
                json.WriteString("label", line.Label);
                json.WriteString("stat", line.Statistic);
            }

            json.WriteEndObject();
            json.WriteEndArray();
        }

        static void Write(Utf8JsonWriter json, double threshold)
        {
            json.WriteStartObject("annotations");
            json.WriteStartArray("horizontal");
            json.WriteStartObject();
            json.WriteString("label", "alarm");
            json.WriteNumber("value", threshold);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        void NextRow()
        {
            if (_x == 0) return;
            _x = 0;
            _y += High;
        }

        void Place(string type, int width, int height, Action<Utf8JsonWriter> properties)
        {
            var (x, y) = (_x, _y);
            _widgets.Add(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", type);
                json.WriteNumber("x", x);
                json.WriteNumber("y", y);
                json.WriteNumber("width", width);
                json.WriteNumber("height", height);
                json.WriteStartObject("properties");
                properties(json);
                json.WriteEndObject();
                json.WriteEndObject();
            });
            _x += width;
        }
    }
}
