using FedMl.Features.Sources;

namespace FedMl.Features.Scans;

/// <summary>
/// Of the rows of a scan the latest of each key. Whether a batch's last row is the latest is known when the next batch
/// is there, so one batch is held back.
/// </summary>
internal static class LatestRows
{
    public static async IAsyncEnumerable<KeyedRows> PickAsync(IAsyncEnumerable<ScannedRows> scanned)
    {
        ScannedRows? held = null;
        List<int> latest = [];
        List<int> ambiguous = [];
        await foreach (var rows in scanned)
        {
            if (rows.Count == 0)
            {
                // It tells of null keys only.
                yield return new KeyedRows(rows, []);
                continue;
            }

            var isRivalOfHeld = false;
            if (held is not null)
            {
                var last = held.Count - 1;
                if (AreOfOneKey(held, last, rows, 0))
                {
                    isRivalOfHeld = AreOfOneTime(held, last, rows, 0);
                    latest.RemoveAt(latest.Count - 1);
                    ambiguous.Remove(latest.Count);
                }

                if (latest.Count > 0 || held.NullKeys > 0)
                {
                    yield return Picked(held, latest, ambiguous);
                }
            }

            held = rows;
            Pick(rows, isRivalOfHeld, latest, ambiguous);
        }

        if (held is not null)
        {
            yield return Picked(held, latest, ambiguous);
        }
    }

    // A row is ambiguous where the one before it has the same key and time.
    private static void Pick(ScannedRows rows, bool isFirstAmbiguous, List<int> latest, List<int> ambiguous)
    {
        latest.Clear();
        ambiguous.Clear();
        var isAmbiguous = isFirstAmbiguous;
        for (var row = 0; row < rows.Count; row++)
        {
            var isLast = row == rows.Count - 1;
            var isSame = !isLast && AreOfOneKey(rows, row, rows, row + 1);
            if (!isSame)
            {
                if (isAmbiguous)
                {
                    ambiguous.Add(latest.Count);
                }

                latest.Add(row);
            }

            isAmbiguous = isSame && AreOfOneTime(rows, row, rows, row + 1);
        }
    }

    private static KeyedRows Picked(ScannedRows rows, List<int> latest, List<int> ambiguous) =>
        new(latest.Count == rows.Count ? rows : rows.Pick([.. latest]), [.. ambiguous]);

    private static bool AreOfOneKey(ScannedRows left, int leftRow, ScannedRows right, int rightRow)
    {
        for (var i = 0; i < left.Keys.Count; i++)
        {
            if (!left.Keys[i].AreEqual(leftRow, right.Keys[i], rightRow))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreOfOneTime(ScannedRows left, int leftRow, ScannedRows right, int rightRow) =>
        left.EventTimes is null || left.EventTimes[leftRow] == right.EventTimes![rightRow];
}

/// <summary>Rows of different keys.</summary>
/// <param name="Ambiguous">Those of them whose key has another row of the same time.</param>
internal sealed record KeyedRows(ScannedRows Rows, int[] Ambiguous);
