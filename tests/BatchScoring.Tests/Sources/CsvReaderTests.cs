using System.Text;
using FedMl.BatchScoring.Sources;

namespace FedMl.BatchScoring.Tests.Sources;

public sealed class CsvReaderTests
{
    [Fact]
    public void Read_QuotesBreaksAndBom_GivesFields()
    {
        Assert.Equal(
            [["a", "b"], ["1", "x,\"y\"\nz"], ["", "2"], ["last", ""]],
            Read("\uFEFFa,b\r\n1,\"x,\"\"y\"\"\nz\"\n\n,2\r\nlast,"));
    }

    [Fact]
    public void Read_LongerThanTheBuffer_GivesAll()
    {
        var text = new string('é', 300_000);
        Assert.Equal([[text, "b"], ["c", text]], Read($"{text},b\nc,\"{text}\"\n"));
    }

    [Fact]
    public void IsNull_EmptyIsAndQuotedIsNot()
    {
        using var reader = new CsvReader(new MemoryStream("x,,\"\"\n"u8.ToArray()));
        var fields = new CsvFields();
        Assert.True(reader.Read(fields));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(fields.IsNull));
    }

    [Theory]
    [InlineData("a,\"b")]
    [InlineData("a\"b")]
    [InlineData("\"a\"b")]
    public void Read_BrokenQuotes_AreNoCsv(string text) => Assert.Throws<InvalidDataException>(() => Read(text));

    private static List<string[]> Read(string text)
    {
        using var reader = new CsvReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var fields = new CsvFields();
        List<string[]> records = [];
        while (reader.Read(fields))
        {
            records.Add([.. fields.Texts()]);
        }

        return records;
    }
}
