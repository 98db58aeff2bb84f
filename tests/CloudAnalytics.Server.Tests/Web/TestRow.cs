using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>
/// A row as a test writes it: values by field, absent for null. Time, arrival and id are filled in where they are missing.
/// </summary>
sealed class TestRow : Dictionary<Field, object>
{
    public TestRow()
    {
    }

    /// <summary>A row with the values of another one.</summary>
    public TestRow(TestRow other)
        : base(other)
    {
    }

    /// <summary>Adds it to a batch.</summary>
    public void WriteTo(RecordBatch batch)
    {
        var writer = batch.NewRow();
        foreach (var (field, value) in this)
        {
            switch (field)
            {
                case Field<Utf8Text> text:
                    writer.Set(text, Encoding.UTF8.GetBytes((string)value));
                    break;
                case Field<long> number:
                    writer.Set(number, Convert.ToInt64(value));
                    break;
                case Field<double> fraction:
                    writer.Set(fraction, Convert.ToDouble(value));
                    break;
                case Field<bool> truth:
                    writer.Set(truth, (bool)value);
                    break;
                case Field<Timestamp> time:
                    writer.Set(time, Timestamp.From((DateTimeOffset)value));
                    break;
                case Field<Utf8List> list:
                    foreach (var item in (string[])value)
                        writer.Add(list, Encoding.UTF8.GetBytes(item));
                    break;
                case Field<Utf8Map> map:
                    foreach (var (key, item) in (Dictionary<string, string>)value)
                        writer.Add(map, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(item));
                    break;
                default:
                    throw new InvalidOperationException(field.Name);
            }
        }

        writer.Commit();
    }
}
