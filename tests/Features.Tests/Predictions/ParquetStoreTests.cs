using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Tests.Predictions;

public sealed class ParquetStoreTests : PredictionStoreContract
{
    protected override bool TakesAnyDouble => true;

    private string Table => Path.Combine(Features.Folder, "predictions", Schema, "CHURN.parquet");

    private protected override string[] Arguments(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "predictions"));
        return ["--Predictions:Target", "Parquet", "--Predictions:Path", Path.Combine(folder, "predictions"), "--Predictions:MaxParts", "10"];
    }

    [FullDiskFact]
    public async Task Write_DiskIsFull_IsToldAndLeavesWholeBatches()
    {
        await WriteAsync(Run(), Batch(0, 10));
        FullDiskFactAttribute.MakeFull(Path.Combine(Table, ".writing.parquet"));
        Assert.Equal(ErrorReason.TargetFull, (await FailsAsync(Run(), Batch(10, 10))).Reason);
        Assert.Equal(10, await CountAsync());

        File.Delete(Path.Combine(Table, ".writing.parquet"));
        Assert.Equal(10, (await WriteAsync(Run(), Batch(10, 10)))[0].WrittenRows);
    }

    [Fact]
    public async Task Write_FileLeftByACrash_IsNeitherReadNorInTheWay()
    {
        await WriteAsync(Run(), Batch(0, 10));
        await File.WriteAllTextAsync(Path.Combine(Table, ".writing.parquet"), "half a file");
        Assert.Equal(10, await CountAsync());
        Assert.Equal(5, (await WriteAsync(Run(), Batch(5, 10)))[0].WrittenRows);
        Assert.Equal(15, await CountAsync());
    }

    [Fact]
    public async Task Write_AnotherProcessWrites_IsToBeTriedAgain()
    {
        await WriteAsync(Run());
        using (new FileStream(Path.Combine(Table, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(ErrorReason.SourceUnavailable, (await FailsAsync(Run(), Batch(("a", 1)))).Reason);
        }

        await WriteAsync(Run(), Batch(("a", 1)));
    }

    [Fact]
    public async Task Write_FilesOnBothSidesOfTheLimit_AreTakenAndRefused()
    {
        await WriteAsync(Run(), [.. Enumerable.Range(0, 10).Select(i => Batch(i, 1))]);
        Assert.Equal(ErrorReason.TargetFull, (await FailsAsync(Run(), Batch(10, 1))).Reason);
        Assert.Equal(10, await CountAsync());
    }
}
