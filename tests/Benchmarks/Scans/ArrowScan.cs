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
        for (var row = 0; row < array.Length && !there.IsEmpty; row++)
        {
            if (!BitUtility.GetBit(there, row))
            {
                sums.AddNull(i);
            }
        }

        switch (array)
        {
            case DoubleArray doubles:
                AddAll(sums, i, doubles.Values, there);
                break;
            case Int64Array numbers:
                AddAll(sums, i, numbers.Values, there);
                break;
            default:
                AddEach(sums, i, array, there);
                break;
        }
    }

    private static void AddAll(ColumnSums sums, int i, ReadOnlySpan<double> values, ReadOnlySpan<byte> there)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (there.IsEmpty || BitUtility.GetBit(there, row))
            {
                sums.Add(i, values[row]);
            }
        }
    }

    private static void AddAll(ColumnSums sums, int i, ReadOnlySpan<long> values, ReadOnlySpan<byte> there)
    {
        for (var row = 0; row < values.Length; row++)
        {
            if (there.IsEmpty || BitUtility.GetBit(there, row))
            {
                sums.Add(i, values[row]);
            }
        }
    }

    private static void AddEach(ColumnSums sums, int i, IArrowArray array, ReadOnlySpan<byte> there)
    {
        for (var row = 0; row < array.Length; row++)
        {
            if (!there.IsEmpty && !BitUtility.GetBit(there, row))
            {
                continue;
            }

            switch (array)
            {
                case BooleanArray truths:
                    sums.Add(i, truths.GetValue(row) == true ? 1L : 0);
                    break;
                case TimestampArray times:
                    sums.Add(i, DateTime.UnixEpoch.Ticks + (times.Values[row] * TimeSpan.TicksPerMicrosecond));
                    break;
                case Date32Array dates:
                    sums.Add(i, DateOnly.FromDayNumber(FirstDay + dates.Values[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                    break;
                default:
                    sums.Add(i, ((StringArray)array).GetString(row));
                    break;
            }
        }
    }
}
