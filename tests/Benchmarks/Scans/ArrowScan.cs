using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using FedMl.Protos.Features.V1;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Scans;

/// <summary>Reads the view with ScanFeatures in the format ARROW: each value once, in its type.</summary>
internal static class ArrowScan
{
    private static readonly int FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static async Task<ColumnSums> ReadAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var sums = new ColumnSums();
        var request = new ScanFeaturesRequest { FeatureView = "wide", Format = BatchFormat.Arrow };
        using var call = new HistoricalFeaturesService.HistoricalFeaturesServiceClient(channel).ScanFeatures(request, cancellationToken: cancellationToken);
        await using var parts = new PartStream(call.ResponseStream);
        using var reader = new ArrowStreamReader(parts);
        var last = long.MinValue;
        while (await reader.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            using (batch)
            {
                last = Add(sums, batch, last);
            }
        }

        // Behind Arrow's own end is that of the call.
        return await parts.ReadAsync(new byte[1], cancellationToken) == 0 && parts.IsWhole ? sums : throw new LoadException("The stream of rows ended before its end.");
    }

    private static long Add(ColumnSums sums, RecordBatch batch, long last)
    {
        foreach (var key in ((Int64Array)batch.Column(0)).Values)
        {
            sums.IsInOrder &= key > last;
            last = key;
            sums.Rows++;
        }

        for (var i = 0; i < ScanData.Types.Count; i++)
        {
            Add(sums, i, batch.Column(i + 1));
        }

        return last;
    }

    private static void Add(ColumnSums sums, int i, IArrowArray array)
    {
        var there = array.NullCount == 0 ? default : ((Apache.Arrow.Array)array).NullBitmapBuffer.Span;
        switch (array)
        {
            case DoubleArray doubles:
                Add(sums, i, doubles.Values, there, sums.Add);
                break;
            case Int64Array numbers:
                Add(sums, i, numbers.Values, there, sums.Add);
                break;
            case TimestampArray times:
                Add(sums, i, times.Values, there, (at, time) => sums.Add(at, DateTime.UnixEpoch.Ticks + (time * TimeSpan.TicksPerMicrosecond)));
                break;
            case Date32Array dates:
                Add(sums, i, dates.Values, there, (at, day) => sums.Add(at, DateOnly.FromDayNumber(FirstDay + day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
                break;
            case BooleanArray truths:
                var flags = Enumerable.Range(0, truths.Length).Select(row => truths.GetValue(row) == true ? 1L : 0).ToArray();
                Add(sums, i, flags, there, sums.Add);
                break;
            default:
                var texts = (StringArray)array;
                var rows = Enumerable.Range(0, texts.Length).ToArray();
                Add(sums, i, rows, there, (at, row) => sums.Add(at, texts.GetString(row)));
                break;
        }
    }

    private static void Add<T>(ColumnSums sums, int i, ReadOnlySpan<T> values, ReadOnlySpan<byte> there, Action<int, T> add)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (there.IsEmpty || BitUtility.GetBit(there, row))
            {
                add(i, values[row]);
            }
            else
            {
                sums.AddNull(i);
            }
        }
    }
}
