using System.Collections.Concurrent;
using System.Diagnostics;
using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Servers;
using FedMl.Benchmarks.Wires;
using FedMl.Benchmarks.Wires.Http1;
using FedMl.Benchmarks.Wires.Http2;

namespace FedMl.Benchmarks.Load;

/// <summary>Runs a plan: a thread for each connection.</summary>
internal static class LoadRun
{
    private const string InferPath = "/inference.GRPCInferenceService/ModelInfer";
    private const string StreamInferPath = "/inference.GRPCInferenceService/ModelStreamInfer";

    /// <exception cref="LoadException">The plan cannot be run, or the generator itself broke.</exception>
    public static LoadReport Run(LoadPlan plan, RowSet rows) => Run(plan, new RequestPool(rows, plan.Batch, FormatOf(plan)));

    public static LoadReport Run(LoadPlan plan, RequestPool pool) => Run(plan, pool, () => Connect(plan));

    /// <summary>Sends unary gRPC requests of any kind.</summary>
    /// <param name="path">Service and method.</param>
    public static LoadReport Run(LoadPlan plan, IRequests requests, string path) =>
        Run(plan, requests, () => new UnaryWire(plan.Target, path, plan.Streams, TimeSpan.FromSeconds(plan.TimeoutSeconds)));

    private static LoadReport Run(LoadPlan plan, IRequests pool, Func<IWire> connect)
    {
        var lanes = new List<Lane>();
        try
        {
            for (var i = 0; i < plan.Connections; i++)
            {
                lanes.Add(new Lane(connect, pool, (int)((long)i * pool.Count / plan.Connections)));
            }

            return Run(plan, lanes);
        }
        catch (WireException exception)
        {
            throw new LoadException(exception.Message, exception);
        }
        finally
        {
            lanes.ForEach(l => l.Dispose());
        }
    }

    private static LoadReport Run(LoadPlan plan, List<Lane> lanes)
    {
        var failures = new ConcurrentQueue<Exception>();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(plan.Seconds * Stopwatch.Frequency);
        var interval = plan.Rate > 0 ? Stopwatch.Frequency * lanes.Count / plan.Rate : 0;
        var threads = lanes.Select((lane, i) => new Thread(() =>
        {
            try
            {
                Readiness.SetExactTimers();

                // Connections take turns, so that all together are evenly spaced.
                lane.Run(new Schedule(start + (long)(interval * i / lanes.Count), interval), end);
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (failures.TryPeek(out var failure))
        {
            throw new LoadException($"The load generator broke: {failure}", failure);
        }

        var total = new Tally();
        lanes.ForEach(l => total.Add(l.Tally));
        return LoadReport.Of(total, Stopwatch.GetElapsedTime(start, lanes.Max(l => l.LastAnswer)).TotalSeconds, Environment.CpuUsage.TotalTime - cpu);
    }

    private static IRequestFormat FormatOf(LoadPlan plan) => plan.Transport switch
    {
        Transport.RestJson => new InferJson(plan.Target, plan.Model, plan.Version),
        Transport.RestBinary => new InferBinary(plan.Target, plan.Model, plan.Version),
        Transport.Echo => new EchoMessage(plan.Model, (int)(plan.BusyMicroseconds * 1000)),
        Transport.Naive => new NaiveMessage(plan.Model),
        _ => new InferMessage(plan.Model, plan.Version),
    };

    private static IWire Connect(LoadPlan plan)
    {
        var patience = TimeSpan.FromSeconds(plan.TimeoutSeconds);
        return plan.Transport switch
        {
            Transport.Grpc => Unary(InferPath),
            Transport.Echo => Unary($"/{EchoService.ServiceName}/{EchoService.MethodName}"),
            Transport.Naive => Unary(NaiveMessage.Path),
            Transport.GrpcStream => new StreamingWire(plan.Target, StreamInferPath, plan.Streams, patience),
            _ => new Http1Wire(plan.Target, patience),
        };
        UnaryWire Unary(string path) => new(plan.Target, path, plan.Streams, patience);
    }
}
