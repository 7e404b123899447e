using System.Text.Json;
using FedMl.Benchmarks.InProcess;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Generator;

/// <summary>
/// The load generator as a child process that stays warm from cell to cell: an <see cref="Order"/> a line in, an
/// <see cref="OrderResult"/> a line out, until its input ends.
/// </summary>
internal sealed class GenerateCommand
{
    private readonly Dictionary<(string Onnx, int Rows, int Seed), RowSet> rowSets = [];

    public static async Task<int> RunAsync(TextReader input, TextWriter output)
    {
        var generator = new GenerateCommand();
        while (await input.ReadLineAsync() is { } line)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(generator.Carry(line)));
            await output.FlushAsync();
        }

        return 0;
    }

    // Whatever goes wrong is told to the one who waits for a line; a generator that just ends explains nothing.
    private OrderResult Carry(string line)
    {
        try
        {
            var order = JsonSerializer.Deserialize<Order>(line)!;
            var rows = order switch
            {
                { Load: { Onnx: { } onnx } load } => RowsOf(onnx, load.Rows, load.Seed),
                { InProcess: { } inProcess } => RowsOf(inProcess.Onnx, inProcess.Rows, inProcess.Seed),
                _ => throw new LoadException("An order needs a plan with a model file."),
            };
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes();
            var report = order.Load is { } plan ? LoadRun.Run(plan, rows) : InProcessRun.Run(order.InProcess!, rows);
            return new OrderResult(report, GC.GetTotalAllocatedBytes() - before, null);
        }
        catch (LoadException exception)
        {
            return new OrderResult(null, 0, exception.Message);
        }
        catch (Exception exception)
        {
            return new OrderResult(null, 0, exception.ToString());
        }
    }

    private RowSet RowsOf(string onnx, int rows, int seed) =>
        rowSets.TryGetValue((onnx, rows, seed), out var set) ? set : rowSets[(onnx, rows, seed)] = OnnxRows.Make(onnx, rows, seed);
}
