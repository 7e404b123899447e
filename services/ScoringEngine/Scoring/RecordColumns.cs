using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Finds for each column of the signature the one that the caller sent.</summary>
internal static class RecordColumns
{
    /// <summary>Fills <paramref name="sources"/>; a name that the signature lacks is a fault of every row that has it.</summary>
    public static void Map(IReadOnlyList<Column> records, BoundSignature signature, Column?[] sources, RowProblems problems)
    {
        string[]? names = null;
        foreach (var column in records)
        {
            var index = signature.IndexOf(column.Name);
            if (index >= 0)
            {
                sources[index] = column;
                continue;
            }

            names ??= [.. signature.Columns.Select(known => known.Name)];
            var description = NearestName.Of(column.Name, names) is { } near ? $"is unknown; did you mean {near}?" : "is unknown";
            for (var row = 0; row < problems.RowCount; row++)
            {
                if (ColumnSource.StatusOf(column, row) != ValueStatus.NotFound)
                {
                    problems.Add(row, ErrorReason.InputInvalid, column.Name, description);
                }
            }
        }
    }
}
