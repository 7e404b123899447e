using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>Counts the statuses of columns that have the same rows.</summary>
/// <param name="ofRows">The status of each row where its value is not null.</param>
internal sealed class StatusCounts(ValueStatus[] ofRows)
{
    private static readonly ValueStatus[] Known = Enum.GetValues<ValueStatus>();
    private readonly int[] counts = new int[Known.Length];
    private int withoutNulls;

    /// <summary>How many values had which status.</summary>
    public IEnumerable<(ValueStatus Status, int Count)> All
    {
        get
        {
            foreach (var status in ofRows)
            {
                counts[(int)status] += withoutNulls;
            }

            withoutNulls = 0;
            return Known.Select(status => (status, counts[(int)status])).Where(counted => counted.Item2 > 0);
        }
    }

    public void Add(AnsweredColumn column)
    {
        if (!column.Values.HasNulls)
        {
            withoutNulls++;
            return;
        }

        for (var row = 0; row < ofRows.Length; row++)
        {
            counts[(int)column.StatusOf(row)]++;
        }
    }
}
