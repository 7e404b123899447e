using System.Diagnostics;
using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Tests.Load;

/// <summary>What one connection sends and from when on it counts, on a wire that answers at once.</summary>
public sealed class LaneTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void Run_RequestsThatHadToWait_CountFromTheirIntendedStart()
    {
        var now = Stopwatch.GetTimestamp();
        var wire = new InstantWire(slots: 1, enough: 3);
        using var lane = new Lane(() => wire, Pool(rows: 4), 0);

        // Meant to start 60, 50 and 40 seconds ago.
        Assert.Throws<EnoughException>(() => lane.Run(new Schedule(now - (60 * Second), 10.0 * Second), now + (3600 * Second)));

        Assert.Equal(3, lane.Tally.Right);
        Assert.InRange(lane.Tally.LatencyMicroseconds(100), 59.9e6, 70e6);
        Assert.InRange(lane.Tally.LatencyMicroseconds(0), 39.9e6, 50e6);
        Assert.InRange(lane.Tally.DelayMicroseconds(100), 59.9e6, 70e6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2000)]
    public void Run_ManyRequests_RotatesAllRows(int firstRequest)
    {
        const int Rows = 8192;
        var pool = Pool(Rows);
        var wire = new InstantWire(slots: 8, enough: Rows);
        using var lane = new Lane(() => wire, pool, firstRequest);

        Assert.Throws<EnoughException>(() => lane.Run(new Schedule(0, 0), Stopwatch.GetTimestamp() + (3600 * Second)));

        Assert.Equal(Rows, wire.Sent.Take(Rows).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Convert.ToBase64String(pool.Request(firstRequest)), wire.Sent[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Pool_OfAnyBatch_HoldsEachRowOnce(int batch)
    {
        var rows = RunningIdentity.Rows(8192);
        var pool = new RequestPool(rows, batch, new InferMessage("identity", ""));
        Assert.Equal(8192 / batch, pool.Count);
        var sent = Enumerable.Range(0, pool.Count).SelectMany(i => Protos.Inference.ModelInferRequest.Parser.ParseFrom(pool.Request(i)[5..]).RawInputContents[0].ToByteArray().Chunk(12));
        Assert.Equal(8192, sent.Select(Convert.ToBase64String).Distinct(StringComparer.Ordinal).Count());
    }

    private static RequestPool Pool(int rows) => new(RunningIdentity.Rows(rows), 1, new AnythingGoes());

    /// <summary>Requests that differ, answers that are all right.</summary>
    private sealed class AnythingGoes : IRequestFormat
    {
        public byte[] Write(RowRange range) => range.Of(range.Set.Inputs[0]).ToArray();

        public Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes) => null;
    }

    private sealed class EnoughException : Exception;

    private sealed class InstantWire(int slots, int enough) : IWire
    {
        private readonly Queue<int> waiting = new();

        public List<string> Sent { get; } = [];

        public int Slots => slots;

        public bool Draining => false;

        public void Start(int slot, ReadOnlySpan<byte> request)
        {
            Sent.Add(Convert.ToBase64String(request));
            waiting.Enqueue(slot);
        }

        public void Flush()
        {
        }

        public bool Wait(TimeSpan patience) => true;

        public void Receive(IAnswers answers)
        {
            while (waiting.TryDequeue(out var slot))
            {
                answers.Answered(slot, []);
            }

            if (Sent.Count >= enough)
            {
                throw new EnoughException();
            }
        }

        public IReadOnlyList<Fault> Finish() => [];

        public void Dispose()
        {
        }
    }
}
