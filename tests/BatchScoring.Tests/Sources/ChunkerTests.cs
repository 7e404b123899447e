using Apache.Arrow;
using FedMl.BatchScoring.Sources;

namespace FedMl.BatchScoring.Tests.Sources;

public sealed class ChunkerTests
{
    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(3, 4, 5, 20, 1)]
    [InlineData(25)]
    [InlineData(0, 7)]
    [InlineData]
    public async Task Cut_BatchesOfAnyLength_GivesTheSameChunks(params int[] lengths)
    {
        List<long[]> chunks = [];
        await foreach (var chunk in Chunker.CutAsync(BatchesOf(lengths), ["n"], 10, CancellationToken.None))
        {
            chunks.Add(((Int64Array)chunk.Column(0)).Values.ToArray());
            chunk.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, lengths.Sum()).Select(i => (long)i), chunks.SelectMany(c => c));
        Assert.All(chunks.SkipLast(1), c => Assert.Equal(10, c.Length));
    }

    private static async IAsyncEnumerable<RecordBatch> BatchesOf(int[] lengths)
    {
        var next = 0L;
        foreach (var length in lengths)
        {
            await Task.Yield();
            var numbers = new Int64Array.Builder().AppendRange(Enumerable.Range(0, length).Select(_ => next++)).Build();
            yield return new RecordBatch(new Schema([new Field("n", numbers.Data.DataType, true)], null), [numbers], length);
        }
    }
}
