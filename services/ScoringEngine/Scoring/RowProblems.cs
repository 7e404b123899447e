using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>The rows of a request that cannot be scored, and why. Costs nothing while there are none.</summary>
internal sealed class RowProblems(int rowCount)
{
    // One row with thousands of wrong fields must not make an answer of megabytes.
    private const int MaxFaultsOfRow = 100;

    private RowProblem?[]? problems;

    public int Count { get; private set; }

    public int RowCount { get; } = rowCount;

    public bool All => Count == RowCount;

    public bool Has(int row) => problems?[row] is not null;

    public void Add(int row, ErrorReason reason, string field, string description)
    {
        problems ??= new RowProblem?[RowCount];
        if (problems[row] is not { } problem)
        {
            problems[row] = problem = new RowProblem { Row = row, Reason = reason };
            Count++;
        }

        // A row with faults of several kinds is named by the one that a caller must mend first.
        if (reason == ErrorReason.InputInvalid)
        {
            problem.Reason = reason;
        }

        if (problem.Faults.Count < MaxFaultsOfRow)
        {
            problem.Faults.Add(new FieldFault { Field = field, Description = description });
        }
    }

    /// <summary>Replaces what is known of a row: it is its key that is wrong, so every value is missing.</summary>
    public void SetKeyFault(int row, ErrorReason reason, string field, string description)
    {
        problems![row]!.Faults.Clear();
        problems[row]!.Reason = reason;
        problems[row]!.Faults.Add(new FieldFault { Field = field, Description = description });
    }

    public IEnumerable<RowProblem> List() => problems?.OfType<RowProblem>() ?? [];

    /// <summary>Indices of the rows that can be scored.</summary>
    public int[] GoodRows()
    {
        var rows = new int[RowCount - Count];
        var next = 0;
        for (var row = 0; row < RowCount; row++)
        {
            if (!Has(row))
            {
                rows[next++] = row;
            }
        }

        return rows;
    }

    /// <summary>The error of a request none of whose rows can be scored: the common reason, or that the input is wrong.</summary>
    public ServiceException ToException()
    {
        var list = List().ToArray();
        var reason = list.Select(p => p.Reason).Distinct().Count() == 1 ? list[0].Reason : ErrorReason.InputInvalid;
        Fault[] faults = [.. list.SelectMany(p => p.Faults.Select(f => new Fault($"rows[{p.Row}].{f.Field}", f.Description)))];
        return ServiceException.FromFaults(reason, "No row can be scored", faults);
    }
}
