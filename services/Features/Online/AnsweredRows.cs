using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>The rows of a request, as one view answers them in all of its columns.</summary>
/// <param name="rows">For each row of the request its row in the values; below 0: none.</param>
/// <param name="statuses">The status of each row of the request where its value is not null.</param>
internal sealed class AnsweredRows(int[] rows, ValueStatus[] statuses)
{
    public int Count => rows.Length;

    public int[] Rows => rows;

    public ValueStatus[] Statuses => statuses;

    /// <summary>The statuses as they travel: each is below 128.</summary>
    public byte[] StatusBytes { get; } = Array.ConvertAll(statuses, status => (byte)status);

    /// <summary>Whether the rows of the values are those of the request, in the same order.</summary>
    public bool AreInOrder { get; } = IsInOrder(rows);

    private static bool IsInOrder(int[] rows)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row] != row)
            {
                return false;
            }
        }

        return true;
    }
}
