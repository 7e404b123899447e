using FedMl.Features.Sources;

namespace FedMl.Features.Caching;

/// <summary>Columns as a request asks for them: those that ask for the same in another order share what is kept.</summary>
/// <param name="Places">For each column asked its place in the set.</param>
internal sealed record WantedColumns(int[] Asked, ColumnSet Set, int[] Places)
{
    public static WantedColumns Of(RowPlan plan, IReadOnlyList<int> wanted)
    {
        int[] columns = [.. wanted.Distinct().Order()];
        return new WantedColumns(wanted as int[] ?? [.. wanted], new ColumnSet(plan, columns), [.. wanted.Select(column => Array.BinarySearch(columns, column))]);
    }

    public bool Is(IReadOnlyList<int> wanted)
    {
        if (wanted is int[] array)
        {
            return array.AsSpan().SequenceEqual(Asked);
        }

        if (wanted.Count != Asked.Length)
        {
            return false;
        }

        for (var i = 0; i < Asked.Length; i++)
        {
            if (Asked[i] != wanted[i])
            {
                return false;
            }
        }

        return true;
    }
}
