namespace FedMl.Features.Columns;

/// <summary>
/// Finds rows by key, of one column or several. Rows of the same key are found in the reverse order in which they were
/// added.
/// </summary>
internal sealed class KeyIndex
{
    public const int None = -1;

    private readonly IReadOnlyList<ColumnValues> keys;
    private readonly int[] heads;
    private readonly int[] next;
    private readonly int[] hashes;

    public KeyIndex(IReadOnlyList<ColumnValues> keys)
    {
        this.keys = keys;
        var rows = keys[0].Count;
        heads = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows, 1))];
        Array.Fill(heads, None);
        next = new int[rows];
        hashes = new int[rows];
    }

    /// <summary>Adds a row of the indexed columns; one with a null in its key is never found.</summary>
    public void Add(int row)
    {
        hashes[row] = HashOf(keys, row);
        ref var head = ref heads[hashes[row] & (heads.Length - 1)];
        next[row] = head;
        head = row;
    }

    /// <summary>The row that was added last of those with the key at <paramref name="row"/> of <paramref name="wanted"/>.</summary>
    public int First(IReadOnlyList<ColumnValues> wanted, int row)
    {
        var hash = HashOf(wanted, row);
        return Match(heads[hash & (heads.Length - 1)], hash, wanted, row);
    }

    /// <summary>The row with the same key that was added before <paramref name="found"/>.</summary>
    public int Next(int found, IReadOnlyList<ColumnValues> wanted, int row) => Match(next[found], hashes[found], wanted, row);

    private static int HashOf(IReadOnlyList<ColumnValues> columns, int row)
    {
        var hash = default(HashCode);
        for (var i = 0; i < columns.Count; i++)
        {
            hash.Add(columns[i].HashAt(row));
        }

        return hash.ToHashCode();
    }

    private int Match(int candidate, int hash, IReadOnlyList<ColumnValues> wanted, int row)
    {
        while (candidate != None && !(hashes[candidate] == hash && AreEqual(candidate, wanted, row)))
        {
            candidate = next[candidate];
        }

        return candidate;
    }

    private bool AreEqual(int candidate, IReadOnlyList<ColumnValues> wanted, int row)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (!keys[i].AreEqual(candidate, wanted[i], row))
            {
                return false;
            }
        }

        return true;
    }
}
