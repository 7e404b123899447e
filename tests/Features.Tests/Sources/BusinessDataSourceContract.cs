using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sources;

/// <summary>What every source of business data must do alike. Each adapter's tests derive from this.</summary>
public abstract class BusinessDataSourceContract : SourceReadContract
{
    [Fact]
    public async Task ListSpacesAsync_SeveralSpaces_AreSortedByName()
    {
        var source = Source(TestAsset.Iris, TestAsset.Iris with { Space = "ARCHIVE" });
        Assert.Equal(["ARCHIVE", "BOTANY"], (await source.ListSpacesAsync(default)).Where(space => space != "main"));
    }

    [Fact]
    public async Task ListAssetsAsync_SeveralAssets_AreSortedByName()
    {
        var source = Source(TestAsset.Iris, TestAsset.Iris with { Name = "ASTER" });
        Assert.Equal(["ASTER", "IRIS"], await source.ListAssetsAsync("BOTANY", default));
    }

    [Theory]
    [InlineData("botany")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("BOTANY/../BOTANY")]
    [InlineData("BOTANY\"; DROP TABLE x--")]
    public async Task ListAssetsAsync_UnknownSpace_IsNotFoundWithoutTellingOthers(string space)
    {
        var failure = await Assert.ThrowsAsync<SpaceNotFoundException>(() => Source(TestAsset.Iris).ListAssetsAsync(space, default));
        Assert.DoesNotContain("BOTANY", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeAssetAsync_Asset_TellsColumnsInOrderWithTypes()
    {
        var columns = await Source(TestAsset.Iris).DescribeAssetAsync(new AssetReference("BOTANY", "IRIS"), default);
        Assert.Equal(
            [("sample_id", ValueType.String), ("sepal_length", ValueType.Double), ("species", ValueType.String)],
            columns.Select(column => (column.Name, column.Type)));
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("../BOTANY/IRIS")]
    [InlineData("IRIS' OR '1'='1")]
    public async Task DescribeAssetAsync_UnknownAsset_IsNotFoundWithoutTellingOthers(string asset)
    {
        var failure = await Assert.ThrowsAsync<AssetNotFoundException>(() => Source(TestAsset.Iris).DescribeAssetAsync(new AssetReference("BOTANY", asset), default));
        Assert.DoesNotContain("IRIS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshAsync_MissingColumns_NamesEachOfThem()
    {
        var reader = Open(Source(TestAsset.Iris), Plan(TestAsset.Iris with { Columns = [("sample_id", "string"), ("petal", "double"), ("SPECIES", "string")] }));
        var faults = await reader.RefreshAsync(default);
        Assert.Equal(["petal", "SPECIES"], faults.Select(fault => fault.Column!.Column));
        Assert.All(faults, fault => Assert.Equal(ErrorReason.SourceChanged, fault.Reason));
    }

    [Theory]
    [InlineData("species", "double")]
    [InlineData("species", "timestamp")]
    [InlineData("sepal_length", "int64")]
    [InlineData("sepal_length", "bool")]
    public async Task RefreshAsync_TypeDoesNotConvert_IsAFaultWithoutValues(string column, string type)
    {
        var reader = Open(Source(TestAsset.Iris), Plan(TestAsset.Iris with { Columns = [("sample_id", "string"), (column, type)] }));
        var fault = Assert.Single(await reader.RefreshAsync(default));
        Assert.Equal((ErrorReason.SourceChanged, column), (fault.Reason, fault.Column!.Column));
        Assert.DoesNotContain("setosa", fault.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefreshAsync_NoSuchAsset_IsAFault()
    {
        var reader = Open(Source(TestAsset.Iris), Plan(TestAsset.Iris with { Name = "ROSE" }));
        Assert.Equal(ErrorReason.SourceUnavailable, Assert.Single(await reader.RefreshAsync(default)).Reason);
        await Fails(ErrorReason.SourceUnavailable, reader);
    }

    [Fact]
    public async Task RefreshAsync_RowsChanged_TakesThemUp()
    {
        var reader = await Reader(TestAsset.Iris);
        Put(TestAsset.Iris with { Rows = [["000001", "5.2", "setosa"], ["000002", "6", "virginica"]] });
        Assert.Empty(await Settle(reader));
        Assert.Equal(["5.2", "none", "6"], Values(await Read(reader, Texts("000001", "000123", "000002")), 0));
    }

    [Fact]
    public async Task ReadAsync_ColumnDroppedWhileRunning_FailsUntilItIsBack()
    {
        var reader = await Reader(TestAsset.Iris);
        Put(TestAsset.Iris with { Columns = [("sample_id", "string"), ("length", "double"), ("species", "string")] });
        await Settle(reader);
        await Fails(ErrorReason.SourceChanged, reader);

        Put(TestAsset.Iris);
        await Settle(reader);
        Assert.Equal(["5.1"], Values(await Read(reader, Texts("000001")), 0));
    }

    [Fact]
    public async Task ReadAsync_AssetRemovedWhileRunning_FailsUntilItIsBack()
    {
        var reader = await Reader(TestAsset.Iris);
        Remove(TestAsset.Iris);
        await Settle(reader);
        await Fails(ErrorReason.SourceUnavailable, reader);

        Put(TestAsset.Iris);
        await Settle(reader);
        Assert.Equal(["5.1"], Values(await Read(reader, Texts("000001")), 0));
    }

    [Fact]
    public async Task RefreshAsync_Cancelled_IsCancelled()
    {
        var reader = Open(Source(TestAsset.Iris), Plan(TestAsset.Iris));
        using var cancelling = new CancellationTokenSource();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.RefreshAsync(cancelling.Token));
        Assert.Empty(await reader.RefreshAsync(default));
    }

    [Fact]
    public async Task ReadAsync_Expressions_AreComputedWhateverTheSourceCan()
    {
        var asset = new TestAsset(
            "S",
            "A",
            [("id", "string"), ("n", "int64"), ("d", "double"), ("b", "bool"), ("day", "date"), ("text", "string")],
            ["1", "7", "2.5", "true", "2024-02-29", "Ab"],
            ["2", null, "-0.5", "false", "2023-12-31", "x"]);
        var reader = await ComputingReader(
            asset, ("int64", "n * 2 - 1"), ("double", "round(d / 2, 1)"), ("bool", "n is null or not b"), ("string", "case when day >= '2024-01-01' then upper(text) else 'old' end"), ("double", "d"));
        var rows = await reader.ReadAsync(new RowRequest([Texts("2", "3", "1")], [4, 3, 2, 1, 0], Now), default);
        Assert.Equal(["-0.5", "none", "2.5"], Values(rows, 0));
        Assert.Equal(["old", "none", "AB"], Values(rows, 1));
        Assert.Equal(["True", "none", "False"], Values(rows, 2));
        Assert.Equal(["-0.3", "none", "1.3"], Values(rows, 3));
        Assert.Equal(["null", "none", "13"], Values(rows, 4));
    }

    [Fact]
    public async Task ReadAsync_ExpressionOfNoColumn_IsComputed()
    {
        var reader = await ComputingReader(TestAsset.Iris, ("int64", "40 + 2"));
        var rows = await reader.ReadAsync(new RowRequest([Texts("000123", "9")], [0], Now), default);
        Assert.Equal(["42", "none"], Values(rows, 0));
    }

    [Fact]
    public async Task RefreshAsync_ExpressionWithFaults_IsNamedWithAllOfThem()
    {
        var asset = TestAsset.Iris;
        var reader = OpenComputing(asset, ("double", "petal + missing"), ("string", "species"), ("int64", "sepal_length"));
        var faults = await reader.RefreshAsync(default);
        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.Equal(ErrorReason.SourceChanged, fault.Reason));
        Assert.Equal(["petal + missing", "petal + missing", "sepal_length"], faults.Select(fault => fault.Column!.Expression!.Text));
        await Fails(ErrorReason.SourceChanged, reader);
    }

    [Fact]
    public async Task RefreshAsync_ColumnOfAnExpressionGoesAndComes_IsToldMeanwhile()
    {
        var reader = await ComputingReader(TestAsset.Iris, ("double", "sepal_length * 2"), ("double", "sepal_length"));
        Put(TestAsset.Iris with { Columns = [("sample_id", "string"), ("length", "double"), ("species", "string")] });
        await Settle(reader);
        await reader.RefreshAsync(default);
        await Fails(ErrorReason.SourceChanged, reader);

        Put(TestAsset.Iris);
        await Settle(reader);
        Assert.Empty(await Settle(reader));
        Assert.Equal(["10.2"], Values(await Read(reader, Texts("000001")), 0));
    }

    [Fact]
    public async Task ReadAsync_ManyReadsWhileRowsAreSwapped_NoneFails()
    {
        var reader = await Reader(TestAsset.Iris);
        using var done = new CancellationTokenSource();
        var reads = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(["setosa"], Values(await Read(reader, Texts("000001")), 1));
            }
        });
        for (var i = 0; i < 10; i++)
        {
            Put(TestAsset.Iris);
            await Settle(reader);
        }

        await done.CancelAsync();
        await reads;
    }
}
