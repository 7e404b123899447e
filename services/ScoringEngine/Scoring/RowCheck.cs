using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Holds every value against the signature before any of them goes into a tensor.</summary>
internal static class RowCheck
{
    /// <param name="signature">What the model takes.</param>
    /// <param name="sources">One column for each of the signature's; null: not there.</param>
    /// <param name="byKey">True where features were fetched, so that an absent row is an unknown key.</param>
    /// <param name="keyName">Name of the entity key, for messages.</param>
    /// <param name="problems">Takes what is found.</param>
    public static void Check(BoundSignature signature, Column?[] sources, bool byKey, string keyName, RowProblems problems)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            CheckColumn(signature.Columns[i], sources[i], problems);
        }

        if (byKey && problems.Count > 0)
        {
            NameUnknownKeys(signature, sources, keyName, problems);
        }
    }

    private static void CheckColumn(BoundColumn column, Column? source, RowProblems problems)
    {
        if (source is { Doubles: not null, Statuses.Count: 0 } && column.Datatype is Datatype.FP32 or Datatype.FP64 && AllFit(source.Doubles, column.Datatype))
        {
            return;
        }

        for (var row = 0; row < problems.RowCount; row++)
        {
            var status = ColumnSource.StatusOf(source, row);
            if (status is ValueStatus.Null or ValueStatus.NotFound)
            {
                Missing(column, row, ErrorReason.ValueMissing, status == ValueStatus.Null ? "is null" : "is missing", problems);
                continue;
            }

            if (status == ValueStatus.Stale)
            {
                Missing(column, row, ErrorReason.ValueStale, "is older than the feature view's time to live", problems);
            }

            CheckValue(column, row, ColumnSource.ValueOf(source!, row), problems);
        }
    }

    // The common case, all numbers and finite, is one tight loop.
    private static bool AllFit(Doubles doubles, Datatype datatype)
    {
        var limit = datatype == Datatype.FP32 ? float.MaxValue : double.MaxValue;
        foreach (var value in doubles.Values)
        {
            if (!(Math.Abs(value) <= limit))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckValue(BoundColumn column, int row, ScalarValue value, RowProblems problems)
    {
        if (value.IsNaN)
        {
            Missing(column, row, ErrorReason.ValueMissing, "is NaN", problems);
        }
        else if (value.IsInfinity && column.Missing != Signatures.Missing.Pass)
        {
            problems.Add(row, ErrorReason.InputInvalid, column.Name, "is infinite");
        }
        else if (ValueWriter.WhyNot(column.Datatype, value) is { } why)
        {
            problems.Add(row, ErrorReason.InputInvalid, column.Name, why);
        }
    }

    private static void Missing(BoundColumn column, int row, ErrorReason reason, string description, RowProblems problems)
    {
        if (column.Missing == Signatures.Missing.Reject)
        {
            problems.Add(row, reason, column.Name, description);
        }
    }

    private static void NameUnknownKeys(BoundSignature signature, Column?[] sources, string keyName, RowProblems problems)
    {
        int[] fetched = [.. Enumerable.Range(0, sources.Length).Where(i => signature.Columns[i].Feature is not null)];
        foreach (var problem in problems.List().ToArray())
        {
            if (fetched.All(i => ColumnSource.StatusOf(sources[i], problem.Row) == ValueStatus.NotFound))
            {
                problems.SetKeyNotFound(problem.Row, keyName);
            }
        }
    }
}
