using System.Globalization;
using FedMl.Features.Columns;

namespace FedMl.Features.Discovery;

/// <summary>Cuts the range of a column's numbers into steps of one width. Times count as microseconds since 1970.</summary>
internal sealed class HistogramAxis(ValueType type, double min, double max)
{
    public const int MostBars = 10;

    // Without the last digits, which only tell how doubles are cut.
    private const string ShownDigits = "G15";

    /// <summary>One value takes one bar.</summary>
    public int Bars => min < max ? MostBars : 1;

    /// <summary>Whether values of the type lie on an axis; others are counted one by one.</summary>
    public static bool Has(ValueType type) => type is ValueType.Int64 or ValueType.Double or ValueType.Decimal or ValueType.Timestamp or ValueType.Date;

    /// <summary>The place of a value on the axis; null: it has none, being infinite or no number.</summary>
    public static double? PlaceOf(ColumnValues values, int row, ValueType type)
    {
        double? place = values switch
        {
            _ when values.IsNull(row) => null,
            ColumnValues<long> numbers => numbers[row],
            ColumnValues<double> numbers => numbers[row],
            ColumnValues<string> dates when type == ValueType.Date => Timestamps.TryParse(dates[row], out var time) ? time : null,
            ColumnValues<string> decimals => double.Parse(decimals[row], CultureInfo.InvariantCulture),
            _ => null,
        };
        return place is { } number && double.IsFinite(number) ? place : null;
    }

    /// <summary>Where the bar of an index begins; that of <see cref="Bars"/> is where the last one ends.</summary>
    public double EdgeOf(int bar) => bar == 0 ? min : bar == Bars ? max : (min * (1 - ((double)bar / Bars))) + (max * ((double)bar / Bars));

    public int BarOf(double place)
    {
        var bar = 0;
        while (bar < Bars - 1 && place >= EdgeOf(bar + 1))
        {
            bar++;
        }

        return bar;
    }

    public IReadOnlyList<Bar> Make(IReadOnlyList<long> counts) => [.. counts.Select((count, bar) => new Bar(TextOf(EdgeOf(bar)), TextOf(EdgeOf(bar + 1)), count))];

    private string TextOf(double edge) => type switch
    {
        ValueType.Timestamp => ValueText.Time((long)Math.Clamp(edge, Timestamps.Min, Timestamps.Max)),
        ValueType.Date => ValueText.Time((long)Math.Clamp(edge, Timestamps.Min, Timestamps.Max))[..10],
        _ => edge.ToString(ShownDigits, CultureInfo.InvariantCulture),
    };
}
