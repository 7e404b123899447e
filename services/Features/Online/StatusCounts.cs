using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>Counts the statuses of columns that have the same rows.</summary>
/// <param name="ofRows">The status of each row where its value is not null.</param>
internal sealed class StatusCounts(ValueStatus[] ofRows)
{
    private static readonly ValueStatus[] Known = Enum.GetValues<ValueStatus>();
    private readonly int[] counts = new int[Known.Length];
    private int withoutNulls;

    /// <summary>How many values had which status; to be asked once.</summary>
    public IEnumerable<(ValueStatus Status, int Count)> All()
    {
        foreach (var status in ofRows)
        {
            counts[(int)status] += withoutNulls;
        }

        foreach (var status in Known)
        {
            if (counts[(int)status] > 0)
            {
                yield return (status, counts[(int)status]);
            }
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
