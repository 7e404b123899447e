using FedMl.Protos.Features.V1;
using Google.Protobuf.Collections;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Scans;

/// <summary>Reads the view with ScanFeatures in the format COLUMNS: each value once, in its type.</summary>
internal static class ColumnScan
{
    public static async Task<ColumnSums> ReadAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var sums = new ColumnSums();
        var last = long.MinValue;
        var isWhole = false;
        using var call = new HistoricalFeaturesService.HistoricalFeaturesServiceClient(channel).ScanFeatures(new ScanFeaturesRequest { FeatureView = "wide" }, cancellationToken: cancellationToken);
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            isWhole |= part.End is not null;
            foreach (var key in part.Columns?.EntityKeys[0].Int64S.Values ?? [])
            {
                sums.IsInOrder &= key > last;
                last = key;
                sums.Rows++;
            }

            for (var i = 0; i < (part.Columns?.Features.Count ?? 0); i++)
            {
                Add(sums, i, part.Columns!.Features[i]);
            }
        }

        return isWhole ? sums : throw new LoadException("The stream of rows ended before its end.");
    }

    private static void Add(ColumnSums sums, int i, Column column)
    {
        switch (column.ValuesCase)
        {
            case Column.ValuesOneofCase.Doubles:
                Add(sums, i, column, column.Doubles.Values, sums.Add);
                break;
            case Column.ValuesOneofCase.Int64S:
                Add(sums, i, column, column.Int64S.Values, sums.Add);
                break;
            case Column.ValuesOneofCase.Bools:
                Add(sums, i, column, column.Bools.Values, (at, value) => sums.Add(at, value ? 1L : 0));
                break;
            case Column.ValuesOneofCase.Timestamps:
                Add(sums, i, column, column.Timestamps.Values, (at, value) => sums.Add(at, value.ToDateTime().Ticks));
                break;
            case Column.ValuesOneofCase.Decimals:
                Add(sums, i, column, column.Decimals.Values, sums.Add);
                break;
            case Column.ValuesOneofCase.Dates:
                Add(sums, i, column, column.Dates.Values, sums.Add);
                break;
            default:
                Add(sums, i, column, column.Strings.Values, sums.Add);
                break;
        }
    }

    private static void Add<T>(ColumnSums sums, int i, Column column, RepeatedField<T> values, Action<int, T> add)
    {
        for (var row = 0; row < values.Count; row++)
        {
            if (column.Statuses.Count > 0 && column.Statuses[row] == ValueStatus.Null)
            {
                sums.AddNull(i);
            }
            else
            {
                add(i, values[row]);
            }
        }
    }
}
