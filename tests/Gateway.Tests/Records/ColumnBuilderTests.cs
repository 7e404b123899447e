using System.Text;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Tests.Records;

public sealed class ColumnBuilderTests
{
    [Theory]
    [InlineData("1,9223372036854775807,-9223372036854775808")]
    public void Build_WholeNumbers_AreInt64(string values) =>
        Assert.Equal([1L, long.MaxValue, long.MinValue], ColumnOf(values).Int64S.Values);

    [Theory]
    [InlineData("1,2.5", 1.0, 2.5)]
    [InlineData("1e2,-0.0,-0", 100.0, -0.0, -0.0)]
    [InlineData("0.1,0.30000000000000004,1.7976931348623157e308,5e-324", 0.1, 0.30000000000000004, double.MaxValue, double.Epsilon)]
    public void Build_NumbersThatADoubleHolds_AreDoubles(string values, params double[] expected)
    {
        var actual = ColumnOf(values).Doubles.Values;

        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), actual.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("12345678901234567.891,7", "12345678901234567.891", "7")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("-0.10000000000000001", "-0.10000000000000001")]
    [InlineData("1.2345678901234567891e3", "1234.5678901234567891")]
    [InlineData("-1.2345678901234567891e-3", "-0.0012345678901234567891")]
    [InlineData("12345678901234567891e+2", "1234567890123456789100")]
    public void Build_NumbersThatADoubleWouldChange_StayExact(string values, params string[] expected) =>
        Assert.Equal(expected, ColumnOf(values).Decimals.Values);

    [Fact]
    public void Build_DifferentKinds_AreMixed()
    {
        var column = ColumnOf("1,\"x\",true,null,2.5,12345678901234567.891");

        Assert.Equal(
            [
                new Value { Int64Value = 1 }, new Value { StringValue = "x" }, new Value { BoolValue = true },
                new Value(), new Value { DoubleValue = 2.5 }, new Value { DecimalValue = "12345678901234567.891" },
            ],
            column.Mixed.Values);
        Assert.Equal(ValueStatus.Null, column.Statuses[3]);
    }

    [Fact]
    public void Build_WholeNumberThatADoubleWouldChangeBesideAFraction_IsMixed() =>
        Assert.Equal([new Value { Int64Value = 9007199254740993 }, new Value { DoubleValue = 0.5 }], ColumnOf("9007199254740993,0.5").Mixed.Values);

    [Fact]
    public void Build_NothingButNull_HasAnEntryForEachRow()
    {
        var column = ColumnOf("null,null");

        Assert.Equal(["", ""], column.Strings.Values);
        Assert.Equal([ValueStatus.Null, ValueStatus.Null], column.Statuses);
    }

    [Fact]
    public void Build_EverythingPresent_NeedsNoStatuses() => Assert.Empty(ColumnOf("1,2").Statuses);

    private static Column ColumnOf(string values)
    {
        var records = string.Join(',', values.Split(',').Select(v => $$"""{"a":{{v}}}"""));
        return ScoreRequestReader.Read(Encoding.UTF8.GetBytes($$"""{"records":[{{records}}]}"""), new GatewayOptions()).Records.Columns[0];
    }
}
