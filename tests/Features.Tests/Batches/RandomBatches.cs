using FedMl.Features.Batches;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Features.V1;
using EntityKey = FedMl.Features.Views.EntityKey;
using Feature = FedMl.Features.Views.Feature;

namespace FedMl.Features.Tests.Batches;

/// <summary>Batches of columns of every type, with nulls, statuses, and the values that are hard to write.</summary>
internal sealed class RandomBatches(int seed)
{
    public static readonly ValueType[] Types = [.. Enum.GetValues<ValueType>().Where(type => type != ValueType.Unspecified)];
    private static readonly ValueStatus[] Known = [ValueStatus.Present, ValueStatus.Present, ValueStatus.Stale, ValueStatus.NotFound, ValueStatus.KeyInvalid, ValueStatus.KeyAmbiguous];
    private static readonly long[] Numbers = [0, 1, -1, 127, 128, 16_383, 16_384, long.MaxValue, long.MinValue, -86_400_000_001];
    private static readonly string[] Texts = ["", "x", "größe", "𝄞 clef", "\ud800", new string('a', 42), new string('ß', 43), new string('é', 64), new string('b', 20_000)];

    private readonly Random random = new(seed);

    public (BatchSchema Schema, FeatureBatch Batch) Next(int rows)
    {
        var views = Enumerable.Range(0, random.Next(1, 3)).Select(v => (Name: $"v{v}", Types: Types.OrderBy(_ => random.Next()).Take(random.Next(1, Types.Length + 1)).ToArray())).ToArray();
        var places = new Queue<int>(Enumerable.Range(0, views.Sum(view => view.Types.Length)).OrderBy(_ => random.Next()));
        var hasTimes = random.Next(2) == 0;
        var schema = new BatchSchema(
            [new EntityKey("id", new PlanColumn("id", ValueType.Int64), 1), new EntityKey("größe", new PlanColumn("size", ValueType.String), 1)],
            [.. views.Select(view => new BatchViewSchema(view.Name, [.. view.Types.Select(FeatureOf)], [.. view.Types.Select(_ => places.Dequeue())]))],
            hasTimes);
        var batch = new FeatureBatch(
            [Column(ValueType.Int64, rows, 0), Column(ValueType.String, rows, 0)],
            [.. views.Select(view => BatchView.Of([.. view.Types.Select(type => Column(type, rows, random.Next(3)))], Statuses(rows)))],
            hasTimes ? (ColumnValues<long>)Column(ValueType.Timestamp, rows, 0) : null);
        return (schema, batch);
    }

    private static Feature FeatureOf(ValueType type) => new($"x{type}", new PlanColumn($"x{type}", type), 1);

    private ValueStatus[]? Statuses(int rows) => random.Next(3) switch
    {
        0 => null,
        1 => [.. Enumerable.Repeat(ValueStatus.Present, rows)],
        _ => [.. Enumerable.Range(0, rows).Select(_ => Pick(Known))],
    };

    // One in nulls + 1 is there.
    private ColumnValues Column(ValueType type, int rows, int nulls)
    {
        var column = ColumnValues.Of(type);
        for (var row = 0; row < rows; row++)
        {
            if (random.Next(nulls + 1) > 0)
            {
                column.AddNull();
                continue;
            }

            switch (column)
            {
                case ColumnValues<double> doubles:
                    doubles.Add(random.NextDouble() - 0.5);
                    break;
                case ColumnValues<bool> truths:
                    truths.Add(random.Next(2) == 0);
                    break;
                case ColumnValues<long> times when type == ValueType.Timestamp:
                    times.Add(random.Next(4) == 0 ? Pick([Columns.Timestamps.Min, Columns.Timestamps.Max, 0, -1, 1, 1_000_000, -1_000_000]) : random.NextInt64(-1L << 50, 1L << 50));
                    break;
                case ColumnValues<long> numbers:
                    numbers.Add(random.Next(2) == 0 ? Pick(Numbers) : random.NextInt64(-1000, 1000));
                    break;
                case ColumnValues<string> dates when type == ValueType.Date:
                    dates.Add(DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber + 1)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case ColumnValues<string> texts:
                    texts.Add(Pick(Texts));
                    break;
                case ColumnValues<byte[]> binaries:
                    binaries.Add(new byte[random.Next(200)]);
                    break;
            }
        }

        return column;
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
