using System.Diagnostics;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.Benchmarks.InProcess;

/// <summary>Runs a model in this process, as fast as its threads can.</summary>
internal static class InProcessRun
{
    public static LoadReport Run(InProcessPlan plan, RowSet rows)
    {
        var sessions = Enumerable.Range(0, plan.OwnSessions ? plan.Threads : 1).Select(_ => Open(plan)).ToList();
        var runs = Enumerable.Range(0, plan.Threads).Select(i => new BoundRun(sessions[i % sessions.Count], rows, plan.Batch)).ToList();
        try
        {
            return Run(plan, rows, runs);
        }
        finally
        {
            runs.ForEach(r => r.Dispose());
            sessions.ForEach(s => s.Dispose());
        }
    }

    private static InferenceSession Open(InProcessPlan plan)
    {
        using var options = new SessionOptions { IntraOpNumThreads = plan.ThreadsOfARun, InterOpNumThreads = 1 };
        return new InferenceSession(plan.Onnx, options);
    }

    private static LoadReport Run(InProcessPlan plan, RowSet rows, List<BoundRun> runs)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(plan.Seconds * Stopwatch.Frequency);
        var tallies = runs.Select(_ => new Tally()).ToList();
        var ranges = rows.Count / plan.Batch;
        var threads = runs.Select((run, i) => new Thread(() =>
        {
            var range = i * ranges / runs.Count;
            for (var now = Stopwatch.GetTimestamp(); now < end; range = (range + 1) % ranges)
            {
                var started = now;
                var fault = run.Run(rows.Range(range * plan.Batch, plan.Batch));
                now = Stopwatch.GetTimestamp();
                if (fault is null)
                {
                    tallies[i].Count(started, started, now);
                }
                else
                {
                    tallies[i].Count(fault);
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var total = new Tally();
        tallies.ForEach(total.Add);
        return LoadReport.Of(total, seconds, Environment.CpuUsage.TotalTime - cpu);
    }
}
