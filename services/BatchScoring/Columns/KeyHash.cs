using System.Globalization;
using System.Text;
using Apache.Arrow;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.BatchScoring.Columns;

/// <summary>Which partition a key belongs to: the same on every machine, and of every type that says the same.</summary>
internal static class KeyHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const byte Separator = 0x1f;

    /// <summary>Rows of one partition.</summary>
    public static int[] RowsOf(IReadOnlyList<IArrowArray> keys, int rows, int index, int count)
    {
        var hashes = new ulong[rows];
        hashes.AsSpan().Fill(Basis);
        foreach (var key in keys)
        {
            Add(key, hashes);
        }

        List<int> own = new((rows / count) + 1);
        for (var row = 0; row < rows; row++)
        {
            if (Mix(hashes[row]) % (ulong)count == (ulong)index)
            {
                own.Add(row);
            }
        }

        return [.. own];
    }

    private static void Add(IArrowArray key, ulong[] hashes)
    {
        var column = InputColumn.Of(key, Datatype.BYTES, hasTypes: true);
        for (var row = 0; row < hashes.Length; row++)
        {
            var hash = hashes[row];
            if (key is StringArray texts)
            {
                hash = Add(hash, texts.GetBytes(row));
            }
            else if (!key.IsNull(row))
            {
                hash = Add(hash, Encoding.UTF8.GetBytes(TextOf(column.ValueOf(row))));
            }

            hashes[row] = (hash ^ Separator) * Prime;
        }
    }

    private static string TextOf(ScalarValue value) => value.Kind switch
    {
        ScalarKind.Int64 => value.Int64.ToString(CultureInfo.InvariantCulture),
        ScalarKind.Double => value.Double.ToString("R", CultureInfo.InvariantCulture),
        ScalarKind.Bool => value.Bool ? "true" : "false",
        _ => value.Text ?? "",
    };

    // FNV-1a.
    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * Prime;
        }

        return hash;
    }

    // Its low bits alone would divide short keys unevenly.
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
