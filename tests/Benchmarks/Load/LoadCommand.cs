using System.Globalization;
using System.Text.Json;
using FedMl.Benchmarks.Answers;
using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Load;

/// <summary>The command <c>load</c>: exit code 0 where every request has a right answer, 1 where not, 2 where the load cannot run.</summary>
internal static class LoadCommand
{
    private const int AllRight = 0;
    private const int SomeWrong = 1;
    private const int CannotRun = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter complaints)
    {
        if (!LoadArguments.TryRead(args, out var plan, out var json, out var faults))
        {
            foreach (var fault in faults)
            {
                await complaints.WriteLineAsync(fault);
            }

            await complaints.WriteLineAsync(LoadArguments.Usage);
            return CannotRun;
        }

        try
        {
            var report = LoadRun.Run(plan, await RowsAsync(plan));
            await output.WriteLineAsync(json ? JsonSerializer.Serialize(report) : Text(plan, report));
            return report.Wrong == 0 && report.Right > 0 ? AllRight : SomeWrong;
        }
        catch (LoadException exception)
        {
            await complaints.WriteLineAsync(exception.Message);
            return CannotRun;
        }
    }

    private static async Task<RowSet> RowsAsync(LoadPlan plan)
    {
        if (plan.Onnx is { } model)
        {
            return OnnxRows.Make(model, plan.Rows, plan.Seed);
        }

        using IInferenceClient server = plan.Transport is Transport.RestJson or Transport.RestBinary ? new RestInferenceClient(plan) : new GrpcInferenceClient(plan);
        return await LearnedRows.MakeAsync(server, plan.Rows, plan.Batch, plan.Seed);
    }

    private static string Text(LoadPlan plan, LoadReport report)
    {
        var lines = new List<string>
        {
            Invariant($"{report.RequestsPerSecond:0} requests/s with a right answer ({report.Right} in {report.Seconds:0.00} s; batch {plan.Batch}, {plan.Connections} connections × {plan.Streams})"),
            Invariant($"latency µs from intended start: p50 {report.P50:0}  p90 {report.P90:0}  p99 {report.P99:0}  p99.9 {report.P999:0}  max {report.Max:0}"),
            Invariant($"generator: {report.GeneratorCpu:0.0} µs of processor a request; p99 of late starts {report.StartDelayP99:0} µs"),
        };
        lines.AddRange(report.Faults.Select(f => Invariant($"{f.Value.Count} × {f.Key}; the first: {f.Value.First}")));
        if (report.Unsent > 0)
        {
            lines.Add(Invariant($"{report.Unsent} requests never started: {plan.Connections * plan.Streams} were in flight (--connections allows more)"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
