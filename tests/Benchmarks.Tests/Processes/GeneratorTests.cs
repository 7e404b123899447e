using System.Text.Json;
using FedMl.Benchmarks.Generator;
using FedMl.Benchmarks.InProcess;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Processes;
using FedMl.Tests.Onnx;

namespace FedMl.Benchmarks.Tests.Processes;

/// <summary>The generator's process: whatever goes wrong in it has words.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public async Task Generator_OrdersThatCannotBeCarriedOut_AreExplainedAndTheNextIsCarriedOut()
    {
        var model = Path.GetTempFileName();
        await File.WriteAllBytesAsync(model, Networks.Dense(1, sigmoid: false, 3, 2));
        await using var generator = ChildProcess.Self("The load generator", ["generate"]);

        var noServer = await OrderAsync(generator, new Order(new LoadPlan { Target = new Uri("http://127.0.0.1:1"), Model = "m", Onnx = model, Rows = 8 }, null));
        Assert.Contains("Cannot connect to 127.0.0.1:1", noServer.Error, StringComparison.Ordinal);

        var noModel = await OrderAsync(generator, new Order(null, new InProcessPlan("/nowhere.onnx", 1, 1, false, 1, 0.1)));
        Assert.Contains("There is no model file /nowhere.onnx", noModel.Error, StringComparison.Ordinal);

        var right = await OrderAsync(generator, new Order(null, new InProcessPlan(model, 2, 2, true, 1, 0.1, Rows: 8)));
        Assert.Null(right.Error);
        Assert.True(right.Report!.Right > 0 && right.Report.Wrong == 0);
        File.Delete(model);
    }

    [Fact]
    public async Task Child_ThatEnds_IsExplainedWithItsExitCodeAndLastLines()
    {
        await using var child = new ChildProcess("The child", "/bin/sh", ["-c", "echo first; echo what went wrong >&2; exit 7"]);
        Assert.Equal("first", await child.ReadLineAsync(CancellationToken.None));
        var exception = await Assert.ThrowsAsync<LoadException>(() => child.ReadLineAsync(CancellationToken.None));
        Assert.StartsWith("The child ended with exit code 7. Its last lines:", exception.Message, StringComparison.Ordinal);
        Assert.Contains("what went wrong", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Child_ThatIsNoProgram_IsNamed()
    {
        var exception = Assert.Throws<LoadException>(() => new ChildProcess("The child", "/no/such/program", []));
        Assert.StartsWith("The child does not start: /no/such/program: ", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<OrderResult> OrderAsync(ChildProcess generator, Order order)
    {
        await generator.WriteLineAsync(JsonSerializer.Serialize(order));
        return JsonSerializer.Deserialize<OrderResult>(await generator.ReadLineAsync(CancellationToken.None))!;
    }
}
