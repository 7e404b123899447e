using FedMl.Protos.Models.V1;
using Grpc.Core;

namespace FedMl.Models.Steering;

/// <summary>Processes of the service on one state folder, of which some are killed while they write.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private const int WritesEach = 20;

    private readonly TempFolder folder = new();

    public KilledWriterTests()
    {
        folder.Write("iris/1/model.onnx", "x");
        folder.Write("iris/2/model.onnx", "y");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task SetAlias_ByRacingProcesses_LosesNoChange()
    {
        await using var one = await ModelsProcess.StartAsync(folder);
        await using var other = await ModelsProcess.StartAsync(folder);

        await Task.WhenAll(WriteAsync(one, "one"), WriteAsync(other, "other"));

        var changes = await ChangesAsync(other);
        Assert.Equal(Enumerable.Range(1, 2 * WritesEach).Reverse(), changes.Select(c => c.Number));
        Assert.Equal(WritesEach, changes.Count(c => c.By == "one"));
        // Each change begins where the one before it ended.
        var oldestFirst = changes.Reverse().ToArray();
        Assert.Equal(oldestFirst[..^1].Select(c => c.To), oldestFirst[1..].Select(c => c.From));
    }

    [Theory]
    [InlineData("record-half-written", 1)]
    [InlineData("record-written", 1)]
    [InlineData("record-in-place", 2)]
    public async Task SetAlias_KilledMeanwhile_IsThereWholeOrNotAtAllAndHoldsUpNobody(string failpoint, int changes)
    {
        await using var other = await ModelsProcess.StartAsync(folder);
        await other.Steering.SetAliasAsync(Request("2", "other"));
        await using (var killed = await ModelsProcess.StartAsync(folder, failpoint))
        {
            await Assert.ThrowsAsync<RpcException>(() => killed.Steering.SetAliasAsync(Request("1", "killed")).ResponseAsync);
            await killed.UntilExitAsync();
        }

        Assert.Equal(changes, (await ChangesAsync(other)).Count);

        await other.Steering.SetAliasAsync(Request("2", "other"));

        Assert.Equal(changes + 1, (await ChangesAsync(other)).Count);
    }

    private static async Task WriteAsync(ModelsProcess models, string by)
    {
        for (var i = 0; i < WritesEach; i++)
        {
            await models.Steering.SetAliasAsync(Request(i % 2 == 0 ? "1" : "2", by));
        }
    }

    private static async Task<IReadOnlyList<Protos.Models.V1.Change>> ChangesAsync(ModelsProcess models) =>
        (await models.Steering.ListChangesAsync(new ListChangesRequest { Model = "iris" })).Changes;

    private static SetAliasRequest Request(string version, string by) => new() { Model = "iris", Alias = "champion", Version = version, By = by, Why = "a race" };
}
