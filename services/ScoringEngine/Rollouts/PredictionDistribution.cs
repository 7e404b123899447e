using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>Counts what a version predicts, of the first columns of its outputs and the first rows of a request; without a lock.</summary>
internal sealed class PredictionDistribution
{
    private const int MaxColumns = 8;
    private const int MaxColumnsPerOutput = 4;
    private const int MaxRows = 64;

    private readonly List<Column> columns = [];

    public PredictionDistribution(IEnumerable<TensorSpec> outputs)
    {
        foreach (var output in outputs.Where(o => PredictionKind.Has(o.Datatype)))
        {
            var width = (int)Math.Clamp(output.HasRows ? output.RowElements : 1, 1, MaxColumnsPerOutput);
            columns.AddRange(Enumerable.Range(0, width).Take(MaxColumns - columns.Count).Select(i => new Column(output.Name, i)));
        }
    }

    public IEnumerable<PredictionCounts> Now => columns.Select(c => c.Now).Where(c => c.Kinds.Count > 0);

    public void Add(IReadOnlyList<OutputTensor> outputs)
    {
        foreach (var column in columns)
        {
            foreach (var output in outputs)
            {
                if (output.Name == column.Output && PredictionKind.Has(output.Datatype))
                {
                    Add(column, output);
                }
            }
        }
    }

    private static void Add(Column column, OutputTensor output)
    {
        var rows = output.Shape.Length > 0 ? output.Shape[0] : 1;
        var width = rows > 0 ? output.ElementCount / rows : 0;
        for (var row = 0; row < Math.Min(rows, MaxRows) && column.Index < width; row++)
        {
            column.Add(PredictionKind.Of(output, (int)((row * width) + column.Index)));
        }
    }

    private sealed class Column(string output, int index)
    {
        private readonly long[] counts = new long[(2 * PredictionKind.Most) + 1];

        public string Output { get; } = output;

        public int Index { get; } = index;

        public PredictionCounts Now
        {
            get
            {
                var now = new PredictionCounts { Output = Output, Column = Index };
                for (var i = 0; i < counts.Length; i++)
                {
                    if (Volatile.Read(ref counts[i]) is > 0 and var count)
                    {
                        now.Kinds.Add(i - PredictionKind.Most);
                        now.Counts.Add(count);
                    }
                }

                return now;
            }
        }

        public void Add(int kind) => Interlocked.Increment(ref counts[kind + PredictionKind.Most]);
    }
}
