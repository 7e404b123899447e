using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Signatures;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Finds for each column of the signature the one that the caller sent.</summary>
internal static class RecordColumns
{
    /// <summary>Fills <paramref name="sources"/>; a name that the signature lacks is a fault of every row that has it.</summary>
    public static void Map(IReadOnlyList<Column> records, BoundSignature signature, Column?[] sources, RowProblems problems)
    {
        foreach (var column in records)
        {
            var index = signature.IndexOf(column.Name);
            if (index >= 0)
            {
                sources[index] = column;
                continue;
            }

            var description = Nearest(column.Name, signature) is { } near ? $"is unknown; did you mean {near}?" : "is unknown";
            for (var row = 0; row < problems.RowCount; row++)
            {
                if (ColumnSource.StatusOf(column, row) != ValueStatus.NotFound)
                {
                    problems.Add(row, ErrorReason.InputInvalid, column.Name, description);
                }
            }
        }
    }

    private static string? Nearest(string name, BoundSignature signature)
    {
        const int MaxDistance = 3;
        // Long names and wide signatures are not worth the time: this is a courtesy.
        if (name.Length > 64 || signature.Columns.Count > 1000)
        {
            return null;
        }

        var best = signature.Columns.Where(c => c.Name.Length <= 64).Select(c => (c.Name, Distance: EditDistance(name, c.Name))).MinBy(c => c.Distance);
        return best.Name is not null && best.Distance <= Math.Min(MaxDistance, name.Length / 2) ? best.Name : null;
    }

    private static int EditDistance(string left, string right)
    {
        Span<int> previous = stackalloc int[right.Length + 1];
        Span<int> current = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var swap = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(swap, Math.Min(previous[j], current[j - 1]) + 1);
            }

            current.CopyTo(previous);
        }

        return previous[right.Length];
    }
}
