using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Sql.Statements;

/// <summary>What a statement selects: what is declared, and how it is read.</summary>
internal sealed record SelectedColumns(IReadOnlyList<(PlanColumn Plan, ColumnRead Read)> Columns)
{
    /// <summary>Which of the keys that a statement asks about a row answers.</summary>
    public static (PlanColumn Plan, ColumnRead Read) Place { get; } = (new PlanColumn("~i", ValueType.Int64), ColumnRead.Native("\"~i\""));

    public SelectedColumns After((PlanColumn Plan, ColumnRead Read) first) => new([first, .. Columns]);

    public ColumnValues[] NewColumns() => [.. Columns.Select(column => ColumnValues.Of(column.Plan.Type))];
}

internal static class ReadColumns
{
    /// <summary>Adds the rows of columns of the same types.</summary>
    public static void Append(this ColumnValues[] columns, ColumnValues[] read)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            for (var row = 0; row < read[i].Count; row++)
            {
                columns[i].AddFrom(read[i], row);
            }
        }
    }
}
