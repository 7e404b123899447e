using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;

namespace FedMl.ScoringEngine.Columns;

/// <summary>Some rows of columns, held against a signature: those that can be scored, and why the others cannot.</summary>
public sealed class RowScreen
{
    private readonly BoundSignature signature;
    private readonly IReadOnlyList<ValueColumn?> columns;
    private readonly bool[] plain;
    private readonly int first;

    private RowScreen(BoundSignature signature, IReadOnlyList<ValueColumn?> columns, bool[] plain, int first, RowProblems problems)
    {
        this.signature = signature;
        this.columns = columns;
        this.plain = plain;
        this.first = first;
        Good = problems.GoodRows();
        Problems = [.. problems.List()];
    }

    /// <summary>Rows that can be scored, counted from the first.</summary>
    internal int[] Good { get; }

    /// <summary>Rows that can be scored, counted from the first.</summary>
    public IReadOnlyList<int> GoodRows => Good;

    public IReadOnlyList<RowProblem> Problems { get; }

    /// <param name="signature">What the model takes.</param>
    /// <param name="columns">One for each of the signature's; null: not there.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    public static RowScreen Of(BoundSignature signature, IReadOnlyList<ValueColumn?> columns, int first, int count)
    {
        var problems = new RowProblems(count);
        var plain = new bool[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            plain[i] = PlainNumbers.AreIn(signature.Columns[i], columns[i], first, count);
            if (!plain[i])
            {
                RowCheck.CheckRows(signature.Columns[i], new ColumnSlice(columns[i], first), problems);
            }
        }

        return new RowScreen(signature, columns, plain, first, problems);
    }

    /// <summary>The rows that can be scored, as the tensors of a request.</summary>
    public RequestTensors ToTensors()
    {
        var tensors = new RequestTensors(signature, Good.Length);
        Fill(tensors);
        return tensors;
    }

    internal void Fill(ITensorTarget target)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (plain[i])
            {
                PlainNumbers.Fill(target, signature.Columns[i], columns[i]!, first, Good);
            }
            else
            {
                TensorFill.FillRows(target, signature.Columns[i], new ColumnSlice(columns[i], first), Good);
            }
        }
    }
}
