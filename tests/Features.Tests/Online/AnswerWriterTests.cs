using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Online.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Features.Tests.Online;

public sealed class AnswerWriterTests
{
    private static readonly ValueStatus[] OfRows = [ValueStatus.Present, ValueStatus.Stale, ValueStatus.NotFound, ValueStatus.KeyInvalid, ValueStatus.KeyAmbiguous];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Write_AnyAnswer_IsWhatTheGeneratedCodeWrites(int seed)
    {
        var random = new Random(seed);
        var rows = seed % 4 == 0 ? random.Next(100, 3000) : random.Next(1, 5);
        OnlineAnswer answer = new([.. Enumerable.Range(0, random.Next(1, 40)).Select(i => Column(random, $"{(i % 7 == 0 ? "größe" : "view")}:x{i}", rows))]);
        var expected = new GetOnlineFeaturesResponse { Columns = { answer.Columns.Select(column => column.ToMessage()) } };

        var written = new WrittenMessage();
        AnswerWriter.Write(answer, written);

        Assert.True(written.IsComplete);
        Assert.Equal(expected.ToByteArray(), written.Bytes);
        Assert.Equal(written.Bytes.Length, written.PayloadLength);
    }

    [Fact]
    public void All_Statuses_AreCountedAsTheMessagesHaveThem()
    {
        var random = new Random(1);
        ValueStatus[] statuses = [.. Enumerable.Range(0, 500).Select(_ => OfRows[random.Next(OfRows.Length)])];
        var counts = new StatusCounts(statuses);
        AnsweredColumn[] columns = [.. Enumerable.Range(0, 20).Select(i => WithStatuses(Column(random, $"v:x{i}", statuses.Length), statuses))];
        Array.ForEach(columns, counts.Add);
        var expected = columns.SelectMany(column => column.ToMessage().Statuses).GroupBy(status => status).ToDictionary(same => same.Key, same => same.Count());
        Assert.Equal(expected, counts.All().ToDictionary());
    }

    private static AnsweredColumn WithStatuses(AnsweredColumn column, ValueStatus[] statuses) => column with { Rows = new AnsweredRows(column.Rows.Rows, statuses) };

    private static AnsweredColumn Column(Random random, string name, int rows)
    {
        ColumnValues values = random.Next(4) == 0 ? Fill(new ColumnValues<string>(), random, rows, () => new string('é', random.Next(3))) : Fill(new ColumnValues<double>(), random, rows, random.NextDouble);
        var isInOrder = random.Next(2) == 0;
        int[] rowOfKey = [.. Enumerable.Range(0, rows).Select(row => isInOrder ? row : random.Next(-1, rows))];
        ValueStatus[] statuses = [.. rowOfKey.Select(row => row < 0 ? ValueStatus.NotFound : OfRows[random.Next(OfRows.Length)])];
        return new AnsweredColumn(name, values is ColumnValues<string> ? ValueType.String : ValueType.Double, values, new AnsweredRows(rowOfKey, statuses));
    }

    private static ColumnValues<T> Fill<T>(ColumnValues<T> column, Random random, int rows, Func<T> next)
        where T : notnull
    {
        var hasNulls = random.Next(2) == 0;
        for (var row = 0; row < rows; row++)
        {
            if (hasNulls && random.Next(3) == 0)
            {
                column.AddNull();
            }
            else
            {
                column.Add(next());
            }
        }

        return column;
    }
}
