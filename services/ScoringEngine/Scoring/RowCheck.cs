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
            NameKeys(signature, sources, keyName, problems);
        }
    }

    private static void CheckColumn(BoundColumn column, Column? source, RowProblems problems)
    {
        if (source is { Doubles: not null, Statuses.Count: 0 } && column.Datatype is Datatype.FP32 or Datatype.FP64 && AllFit(source.Doubles, column.Datatype))
        {
            return;
        }

        CheckRows(column, new MessageColumn(source), problems);
    }

    /// <summary>Checks the rows of one column, each by itself.</summary>
    public static void CheckRows<TSource>(BoundColumn column, TSource source, RowProblems problems)
        where TSource : struct, ISourceColumn
    {
        for (var row = 0; row < problems.RowCount; row++)
        {
            var status = source.StatusOf(row);
            if (status is ValueStatus.Null or ValueStatus.NotFound)
            {
                Missing(column, row, ErrorReason.ValueMissing, status == ValueStatus.Null ? "is null" : "is missing", problems);
                continue;
            }

            if (status is ValueStatus.KeyInvalid or ValueStatus.KeyAmbiguous)
            {
                // Whatever the signature says of missing values: nobody knows whose row this is.
                problems.Add(row, ErrorReason.EntityKeyInvalid, column.Name, "has no one entity key");
                continue;
            }

            if (status == ValueStatus.Stale)
            {
                Missing(column, row, ErrorReason.ValueStale, "is older than the feature view's time to live", problems);
            }

            CheckValue(column, row, source.ValueOf(row), problems);
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

    // What is wrong with the key of a row is said once, and not of every value that is missing for it.
    private static void NameKeys(BoundSignature signature, Column?[] sources, string keyName, RowProblems problems)
    {
        int[] fetched = [.. Enumerable.Range(0, sources.Length).Where(i => signature.Columns[i].Feature is not null)];
        foreach (var problem in problems.List().ToArray())
        {
            ValueStatus[] statuses = [.. fetched.Select(i => ColumnSource.StatusOf(sources[i], problem.Row))];
            if (statuses.Contains(ValueStatus.KeyInvalid))
            {
                problems.SetKeyFault(problem.Row, ErrorReason.EntityKeyInvalid, keyName, "is null, too long or of another type than the feature view declares (text must be sent as a string)");
            }
            else if (statuses.Contains(ValueStatus.KeyAmbiguous))
            {
                problems.SetKeyFault(problem.Row, ErrorReason.EntityKeyAmbiguous, keyName, "more than one row in the source has this entity key");
            }
            else if (statuses.All(status => status == ValueStatus.NotFound))
            {
                problems.SetKeyFault(problem.Row, ErrorReason.EntityKeyNotFound, keyName, "no row in the source has this entity key");
            }
        }
    }
}
