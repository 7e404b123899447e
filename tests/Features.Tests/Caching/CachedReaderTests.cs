using FedMl.Features.Caching;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Caching;

public sealed class CachedReaderTests : CacheScenario
{
    private static ServiceException Unavailable => new SourceUnavailableException("down");

    [Fact]
    public async Task ReadAsync_OverlappingRequests_AskForNoKeyTwice()
    {
        var reader = Reader();
        Assert.Equal([1, 2], await NumbersAsync(reader, "k1", "k2"));
        Assert.Equal([3, 2, 1], await NumbersAsync(reader, "k3", "k2", "k1"));
        Assert.Equal([2], await NumbersAsync(reader, "k2"));
        Assert.Equal(["k1", "k2", "k3"], Source.Asked);
    }

    [Fact]
    public async Task ReadAsync_KeptRows_AreWhatTheSourceSaid()
    {
        var reader = Reader();
        await reader.ReadAsync(Ask("k1", "no2", "two3", "k4"), default);
        var rows = await reader.ReadAsync(Ask("k4", "two3", "no2", "k1") with { Wanted = [1, 0, 2, 1] }, default);

        Assert.Equal(1, Source.Reads);
        Assert.Equal([0, SourceRows.Ambiguous, SourceRows.NotFound, 1], rows.RowOfKey);
        Assert.Equal(["text 4", "text 1"], ((ColumnValues<string>)rows.Columns[0]).Span.ToArray());
        Assert.Equal([4, 1], ((ColumnValues<double>)rows.Columns[1]).Span.ToArray());
        Assert.True(rows.Columns[2].IsNull(0) && rows.Columns[2].IsNull(1));
        Assert.Equal(["text 4", "text 1"], ((ColumnValues<string>)rows.Columns[3]).Span.ToArray());
        Assert.Null(rows.Kept);
    }

    [Fact]
    public async Task ReadAsync_OtherColumns_AreFetchedOnTheirOwn()
    {
        var reader = Reader();
        await reader.ReadAsync(Ask("k1") with { Wanted = [0] }, default);
        await reader.ReadAsync(Ask("k1") with { Wanted = [1] }, default);
        await reader.ReadAsync(Ask("k1") with { Wanted = [0] }, default);
        Assert.Equal(["k1", "k1"], Source.Asked);
    }

    [Theory]
    [InlineData(59.9, 1)]
    [InlineData(60, 2)]
    public async Task ReadAsync_TimeToLive_EndsWithIt(double seconds, int reads)
    {
        var reader = Reader();
        await NumbersAsync(reader, "k1");
        Source.Offset = 100;
        Time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal([reads == 1 ? 1 : 101], await NumbersAsync(reader, "k1"));
        Assert.Equal(reads, Source.Reads);
    }

    [Theory]
    [InlineData("no1", 9.9, 1)]
    [InlineData("no1", 10, 2)]
    [InlineData("two1", 9.9, 1)]
    [InlineData("two1", 10, 2)]
    public async Task ReadAsync_KeyWithoutOneRow_HasATimeOfItsOwn(string key, double seconds, int reads)
    {
        var reader = Reader();
        await NumbersAsync(reader, key);
        Time.Advance(TimeSpan.FromSeconds(seconds));
        await NumbersAsync(reader, key);
        Assert.Equal(reads, Source.Reads);
    }

    [Fact]
    public async Task ReadAsync_NoNegativeTime_AsksEachTime()
    {
        var reader = Reader(options: new CacheOptions { NegativeTimeToLiveSeconds = 0 });
        await NumbersAsync(reader, "no1");
        await NumbersAsync(reader, "no1");
        Assert.Equal(2, Source.Reads);
    }

    [Fact]
    public async Task ReadAsync_SourceFails_IsToldAndNotKept()
    {
        var reader = Reader();
        Source.Failure = Unavailable;
        await Assert.ThrowsAsync<SourceUnavailableException>(() => NumbersAsync(reader, "k1"));
        Source.Failure = null;
        Assert.Equal([1], await NumbersAsync(reader, "k1"));
    }

    [Fact]
    public async Task ReadAsync_SourceFailsUnexpectedly_IsToldAndNotKept()
    {
        var reader = Reader(StaleWhileError);
        await NumbersAsync(reader, "k1");
        Time.Advance(TimeSpan.FromSeconds(60));
        Source.Failure = new InvalidCastException();
        await Assert.ThrowsAsync<InvalidCastException>(() => NumbersAsync(reader, "k1"));
    }

    [Fact]
    public async Task ReadAsync_SourceFailsAndStaleIsAllowed_AnswersKeptRowsAndSaysSo()
    {
        var reader = Reader(StaleWhileError);
        await NumbersAsync(reader, "k1");
        Time.Advance(TimeSpan.FromSeconds(60));
        await NumbersAsync(reader, "k2");
        Source.Failure = Unavailable;
        Time.Advance(TimeSpan.FromSeconds(59));

        var rows = await reader.ReadAsync(Ask("k2", "k1"), default);
        Assert.Equal([false, true], rows.Kept!);
        Assert.Equal([2, 1], ((ColumnValues<double>)rows.Columns[0]).Span.ToArray());
    }

    [Theory]
    [InlineData(StaleWhileError, "k1", 599, true)]
    [InlineData(StaleWhileError, "k1", 600, false)]
    [InlineData(StaleWhileError, "no1", 60, false)]
    [InlineData(Declared, "k1", 60, false)]
    public async Task ReadAsync_SourceFails_KeptRowsAnswerUpToTheirMaxAge(string declared, string key, int seconds, bool isAnswered)
    {
        var reader = Reader(declared);
        await NumbersAsync(reader, key);
        Source.Failure = Unavailable;
        Time.Advance(TimeSpan.FromSeconds(seconds));
        var failure = await Record.ExceptionAsync(() => NumbersAsync(reader, key));
        Assert.Equal(isAnswered, failure is null);
        Assert.Equal(isAnswered, failure is not SourceUnavailableException);
    }

    [Fact]
    public async Task ReadAsync_OneKeyWasNeverRead_FailsForStaleRowsToo()
    {
        var reader = Reader(StaleWhileError);
        await NumbersAsync(reader, "k1");
        Time.Advance(TimeSpan.FromSeconds(60));
        Source.Failure = Unavailable;
        await Assert.ThrowsAsync<SourceUnavailableException>(() => NumbersAsync(reader, "k1", "k2"));
    }

    [Fact]
    public async Task ReadAsync_SourceRefuses_IsToldWhateverIsKept()
    {
        var reader = Reader(StaleWhileError);
        await NumbersAsync(reader, "k1");
        Time.Advance(TimeSpan.FromSeconds(60));
        Source.Failure = new ServiceException(ErrorReason.SourceChanged, "gone");
        await Assert.ThrowsAsync<ServiceException>(() => NumbersAsync(reader, "k1"));
    }

    [Fact]
    public async Task ReadAsync_OtherTenant_IsNeverAnsweredFromWhatIsKept()
    {
        var reader = Reader(StaleWhileError);
        await reader.ReadAsync(Ask("k1"), default);
        await reader.ReadAsync(Ask("k1") with { Tenant = "other" }, default);
        Assert.Equal(2, Source.Reads);

        Time.Advance(TimeSpan.FromSeconds(60));
        Source.Failure = Unavailable;
        await Assert.ThrowsAsync<SourceUnavailableException>(async () => await reader.ReadAsync(Ask("k1") with { Tenant = "third" }, default));
    }

    [Fact]
    public async Task ReadAsync_OtherVersionOfTheView_IsNeverAnsweredFromWhatIsKept()
    {
        await NumbersAsync(Reader(), "k1");
        await NumbersAsync(Reader(), "k1");
        Assert.Equal(2, Source.Reads);
    }

    [Fact]
    public async Task ReadAsync_PointInTime_IsKeptApartFromNow()
    {
        var reader = Reader();
        var then = Ask("k1") with { IsNow = false };
        await reader.ReadAsync(Ask("k1"), default);
        await reader.ReadAsync(Ask("k1") with { AsOf = DateTimeOffset.UnixEpoch.AddDays(1) }, default);
        Assert.Equal(1, Source.Reads);

        await reader.ReadAsync(then, default);
        await reader.ReadAsync(then, default);
        await reader.ReadAsync(then with { AsOf = DateTimeOffset.UnixEpoch.AddDays(1) }, default);
        Assert.Equal(3, Source.Reads);
    }

    [Fact]
    public async Task ReadAsync_OtherParameters_AreAskedForAnew()
    {
        static ColumnValues Year(long value)
        {
            var year = new ColumnValues<long>();
            year.Add(value);
            return year;
        }

        var reader = Reader();
        var request = Ask("k1");
        foreach (var (parameters, reads) in new (ColumnValues[], int)[] { ([Year(2024)], 1), ([Year(2024)], 1), ([Year(2025)], 2), ([], 3), ([Year(2025)], 3), ([Year(2025), Year(1)], 4) })
        {
            await reader.ReadAsync(request with { Parameters = parameters }, default);
            Assert.Equal(reads, Source.Reads);
        }
    }

    [Fact]
    public async Task ReadAsync_NullKey_HasNoRowAndIsNotAskedFor()
    {
        var request = Ask("k1");
        request.Keys[0].AddNull();
        var rows = await Reader().ReadAsync(request, default);
        Assert.Equal([0, SourceRows.NotFound], rows.RowOfKey);
        Assert.Equal(["k1"], Source.Asked);
    }

    [Fact]
    public async Task Dispose_Reader_ForgetsItsRowsAndNoOthers()
    {
        var first = Reader();
        var second = Reader();
        await NumbersAsync(first, "k1", "k2");
        await NumbersAsync(second, "k3");
        first.Dispose();
        Assert.Equal(1, Cache.Count);
    }

    [Theory]
    [InlineData("", 0, false)]
    [InlineData("", 60, true)]
    [InlineData("cache: off", 60, false)]
    [InlineData("cache: null", 60, true)]
    [InlineData(Declared, 0, true)]
    public async Task Over_ViewAndConfiguration_DecideWhetherRowsAreKept(string declared, int seconds, bool isKept)
    {
        var reader = Reader(declared, new CacheOptions { TimeToLiveSeconds = seconds });
        await NumbersAsync(reader, "k1");
        await NumbersAsync(reader, "k1");
        Assert.Equal(isKept ? 1 : 2, Source.Reads);
    }

    [Fact]
    public async Task ReadAsync_DeadlineOfWhoBegan_IsNotThatOfTheFetch()
    {
        await Reader().ReadAsync(Ask("k1") with { Deadline = DateTimeOffset.UnixEpoch }, default);
        Assert.Equal((1, null), (Source.Reads, Source.Deadline));
    }

    [Fact]
    public void RowRequest_EveryProperty_IsPartOfWhatRowsAreFoundByOrKeptFromTheFetch() =>
        Assert.Equal(
            ["AsOf", "Deadline", "IsNow", "Keys", "Parameters", "Tenant", "Wanted"],
            typeof(RowRequest).GetProperties().Select(property => property.Name).Order());
}
