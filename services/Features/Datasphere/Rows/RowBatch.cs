using FedMl.Features.Columns;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Rows as columns, of one page or several.</summary>
internal sealed class RowBatch(IReadOnlyList<BoundColumn> layout)
{
    public ColumnValues[] Columns { get; private set; } = [.. layout.Select(column => ColumnValues.Of(column.Plan.Type))];

    public int Count => Columns[0].Count;

    public void Append(RowBatch page)
    {
        if (Count == 0)
        {
            Columns = page.Columns;
            return;
        }

        for (var row = 0; row < page.Count; row++)
        {
            AddFrom(page.Columns, row);
        }
    }

    public void AddFrom(IReadOnlyList<ColumnValues> columns, int row)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].AddFrom(columns[i], row);
        }
    }
}
