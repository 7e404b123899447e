using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.BatchScoring.Columns;

namespace FedMl.BatchScoring.Tests.Columns;

public sealed class ArrowTakeTests
{
    private static readonly int[] Some = [1, 2, 4];

    [Fact]
    public void Rows_OfEachKind_KeepValuesAndNulls()
    {
        var texts = (StringArray)Take(new StringArray.Builder().Append("z").Append("a").AppendNull().Append("b").Append("c").Append("d").Build());
        Assert.Equal(["a", null, "c"], Enumerable.Range(0, 3).Select(i => texts.GetString(i)));
        var bools = (BooleanArray)Take(new BooleanArray.Builder().Append(false).Append(true).AppendNull().Append(true).Append(false).Append(true).Build());
        Assert.Equal([true, null, false], Enumerable.Range(0, 3).Select(bools.GetValue));
        var doubles = (DoubleArray)Take(new DoubleArray.Builder().Append(9).Append(1).AppendNull().Append(3).Append(4).Append(5).Build());
        Assert.Equal([1d, null, 4d], Enumerable.Range(0, 3).Select(doubles.GetValue));
        var decimals = (Decimal128Array)Take(new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(9).Append(1.25m).AppendNull().Append(3).Append(4).Append(5).Build());
        Assert.Equal([1.25m, null, 4.00m], Enumerable.Range(0, 3).Select(decimals.GetValue));
    }

    // A slice too: its rows count from where it begins.
    private static IArrowArray Take(IArrowArray array)
    {
        var sliced = ArrowTake.Rows(ArrowArrayFactory.Slice(array, 1, array.Length - 1), [0, 1, 3]);
        var whole = ArrowTake.Rows(array, Some);
        Assert.Equal(sliced.NullCount, whole.NullCount);
        Assert.Equal(1, whole.NullCount);
        return sliced;
    }
}
