using FedMl.ScoringEngine.Caching;
using FedMl.Tests.Onnx;
using static FedMl.ScoringEngine.Tests.Caching.ResponseCacheTests;

namespace FedMl.ScoringEngine.Tests.Caching;

public sealed class EvictionTests
{
    // Memory of one row's response of y = x, FP32 [-1,1].
    private const long RowSize = 4 + 4 + 256;

    [Fact]
    public async Task FullCache_LetsGoOfTheOldestFirst()
    {
        using var model = WithCache(Graphs.Spinning(), c => c.MaxBytes = 10 * RowSize);
        for (var i = 1; i <= 11; i++)
        {
            Assert.Equal(CacheResult.Miss, await LookupAsync(model, -i));
        }

        Assert.Equal((10, 10 * RowSize), (CacheOf(model).Count, CacheOf(model).Bytes));
        Assert.Equal(CacheResult.Hit, await LookupAsync(model, -2));
        Assert.Equal(CacheResult.Miss, await LookupAsync(model, -1));
    }

    [Fact]
    public async Task UsedResponse_OutlastsOlderAndNewerOnesThatAreNot()
    {
        using var model = WithCache(Graphs.Spinning(), c => c.MaxBytes = 10 * RowSize);
        await LookupAsync(model, -1);
        for (var i = 2; i <= 100; i++)
        {
            Assert.Equal(CacheResult.Miss, await LookupAsync(model, -i));
            Assert.Equal(CacheResult.Hit, await LookupAsync(model, -1));
        }

        Assert.Equal(10, CacheOf(model).Count);
    }

    [Fact]
    public async Task ResponseLargerThanTheCache_IsNotKept()
    {
        const int Rows = (1024 - 256) / 8;
        using var model = WithCache(Graphs.Spinning(), c => c.MaxBytes = 1024);
        var larger = Enumerable.Repeat(-1f, Rows + 1).ToArray();
        var fitting = Enumerable.Repeat(-1f, Rows).ToArray();

        Assert.Equal((CacheResult.Miss, CacheResult.Miss), (await LookupAsync(model, larger), await LookupAsync(model, larger)));
        Assert.Equal(0, CacheOf(model).Bytes);
        Assert.Equal((CacheResult.Miss, CacheResult.Hit), (await LookupAsync(model, fitting), await LookupAsync(model, fitting)));
        Assert.Equal(1024, CacheOf(model).Bytes);
    }

    [Theory]
    [InlineData(BatchingMode.Off)]
    [InlineData(BatchingMode.On)]
    public async Task RandomRequestsAtOnce_GetTheirOwnAnswersWithinTheBound(BatchingMode batching)
    {
        const long Bound = 100 * RowSize;
        using var model = WithCache(Graphs.Spinning(), c => c.MaxBytes = Bound, concurrency: 2, batching: batching);
        var cache = CacheOf(model);
        var lookups = await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            Dictionary<CacheResult, int> counts = new() { [CacheResult.Hit] = 0, [CacheResult.Miss] = 0 };
            for (var i = 0; i < 3000; i++)
            {
                // Few values often and many seldom, of 1 to 4 rows: equal ones meet, and there is always one to let go.
                var value = random.Next(2) == 0 ? random.Next(20) : random.Next(1000);
                var x = Enumerable.Range(0, 1 + (value % 4)).Select(row => -(float)value - (row * 1000)).ToArray();
                counts[await LookupAsync(model, x)]++;
                Assert.InRange(cache.Bytes, 0, Bound);
            }

            return counts;
        })));

        Assert.All([CacheResult.Hit, CacheResult.Miss], result => Assert.All(lookups, counts => Assert.True(counts[result] > 100)));
        Assert.InRange(cache.Bytes, Bound - (2 * RowSize), Bound);
        Assert.InRange(cache.Count, 90, 100);
    }
}
