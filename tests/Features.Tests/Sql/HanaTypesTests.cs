using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Tests.Sql;

public sealed class HanaTypesTests
{
    private static readonly DateTimeOffset AsOf = new(2026, 3, 4, 23, 30, 15, TimeSpan.FromHours(-2));

    [Theory]
    [InlineData("NVARCHAR", 5, null, ValueType.String, "\"C\"")]
    [InlineData("NCLOB", null, null, ValueType.String, "\"C\"")]
    [InlineData("TIME", null, null, ValueType.String, "TO_NVARCHAR(\"C\", 'HH24:MI:SS')")]
    [InlineData("BIGINT", 19, 0, ValueType.Int64, "\"C\"")]
    [InlineData("BIGINT", 19, 0, ValueType.String, "TO_NVARCHAR(\"C\")")]
    [InlineData("INTEGER", 10, 0, ValueType.Double, "\"C\"")]
    [InlineData("DECIMAL", 28, 10, ValueType.Decimal, "\"C\"")]
    [InlineData("DECIMAL", 29, 10, ValueType.Decimal, "TO_NVARCHAR(\"C\")")]
    [InlineData("DECIMAL", 34, null, ValueType.Decimal, "TO_NVARCHAR(\"C\")")]
    [InlineData("SMALLDECIMAL", 16, null, ValueType.Double, "TO_NVARCHAR(\"C\")")]
    [InlineData("DOUBLE", 15, null, ValueType.Double, "\"C\"")]
    [InlineData("BOOLEAN", null, null, ValueType.Bool, "\"C\"")]
    [InlineData("DATE", null, null, ValueType.Date, "\"C\"")]
    [InlineData("DATE", null, null, ValueType.Timestamp, "\"C\"")]
    [InlineData("TIMESTAMP", null, null, ValueType.String, "TO_NVARCHAR(\"C\", 'YYYY-MM-DD HH24:MI:SS.FF7')")]
    [InlineData("VARBINARY", 16, null, ValueType.Binary, "\"C\"")]
    public void Read_WhatConverts_IsReadWithoutLoss(string type, int? length, int? scale, ValueType declared, string sql) =>
        Assert.Equal(sql, HanaTypes.Read(Column(type, length, scale), declared)!.Sql);

    [Theory]
    [InlineData("NVARCHAR", ValueType.Double)]
    [InlineData("NVARCHAR", ValueType.Binary)]
    [InlineData("DOUBLE", ValueType.Decimal)]
    [InlineData("DOUBLE", ValueType.String)]
    [InlineData("DOUBLE", ValueType.Int64)]
    [InlineData("BIGINT", ValueType.Bool)]
    [InlineData("TIMESTAMP", ValueType.Date)]
    [InlineData("VARBINARY", ValueType.String)]
    [InlineData("ST_POINT", ValueType.String)]
    [InlineData("REAL_VECTOR", ValueType.Binary)]
    public void Read_WhatDoesNotConvert_IsRefused(string type, ValueType declared) => Assert.Null(HanaTypes.Read(Column(type), declared));

    [Theory]
    [InlineData("TINYINT", null, null, 0L, 255L)]
    [InlineData("SMALLINT", null, null, -32_768L, 32_767L)]
    [InlineData("INTEGER", null, null, -2_147_483_648L, 2_147_483_647L)]
    [InlineData("BIGINT", null, null, long.MinValue, long.MaxValue)]
    [InlineData("DECIMAL", 10, 2, -99_999_999L, 99_999_999L)]
    [InlineData("DECIMAL", 18, 0, -999_999_999_999_999_999L, 999_999_999_999_999_999L)]
    [InlineData("DECIMAL", 19, 0, -long.MaxValue, long.MaxValue)]
    public void Match_WholeNumbers_AskOnlyForWhatTheColumnHolds(string type, int? length, int? scale, long min, long max)
    {
        var match = HanaTypes.Match(Column(type, length, scale), ValueType.Int64)!;
        Assert.Equal(("\"C\"", min, max), (match.Sql, match.Min, match.Max));
    }

    [Theory]
    [InlineData("NCLOB", ValueType.String)]
    [InlineData("TIME", ValueType.String)]
    [InlineData("DOUBLE", ValueType.Int64)]
    [InlineData("SMALLDECIMAL", ValueType.Int64)]
    [InlineData("NVARCHAR", ValueType.Int64)]
    [InlineData("TIMESTAMP", ValueType.String)]
    public void Match_WhatIsNoKey_IsRefused(string type, ValueType declared) => Assert.Null(HanaTypes.Match(Column(type), declared));

    [Fact]
    public void Match_TextOfWholeNumbers_IsComparedAsText() => Assert.Equal("TO_NVARCHAR(\"C\")", HanaTypes.Match(Column("INTEGER"), ValueType.String)!.Sql);

    [Theory]
    [InlineData("TIMESTAMP", "2026-03-05T01:30:15.1234567")]
    [InlineData("SECONDDATE", "2026-03-05T01:30:15.0000000")]
    [InlineData("DATE", "2026-03-05T00:00:00.0000000")]
    public void MatchTime_PointInTime_IsUtcAndNeverLater(string type, string expected)
    {
        var parameter = (DateTime)HanaTypes.MatchTime(Column(type))!.ToParameter(AsOf.AddTicks(1_234_567));
        Assert.Equal(expected, parameter.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void MatchTime_Text_TellsNoTime() => Assert.Null(HanaTypes.MatchTime(Column("NVARCHAR")));

    [Theory]
    [InlineData("1.5E+3", "1500")]
    [InlineData("-1.25E-4", "-0.000125")]
    [InlineData("12.345e1", "123.45")]
    [InlineData("1E0", "1")]
    [InlineData("7E-1", "0.7")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    public void TryAddText_DecimalWithExponent_IsItsDigits(string text, string expected)
    {
        var column = new ColumnValues<string>();
        Assert.True(SqlValues.TryAddText(column, ValueType.Decimal, text));
        Assert.Equal(expected, column[0]);
    }

    [Theory]
    [InlineData("1E99999")]
    [InlineData("E5")]
    [InlineData("NaN")]
    [InlineData("1.5.5E1")]
    public void TryAddText_NoDecimal_IsRefused(string text) => Assert.False(SqlValues.TryAddText(new ColumnValues<string>(), ValueType.Decimal, text));

    [Fact]
    public void TryAdd_ValuesOfADriver_AreExact()
    {
        Assert.Equal("1.10", Add<string>(ValueType.Decimal, 1.10m));
        Assert.Equal(255L, Add<long>(ValueType.Int64, byte.MaxValue));
        Assert.Equal("2024-02-29", Add<string>(ValueType.Date, new DateTime(2024, 2, 29)));
        Assert.Equal(1L, Add<long>(ValueType.Timestamp, DateTime.UnixEpoch.AddTicks(19)));
        Assert.Equal(0.1f, Add<double>(ValueType.Double, 0.1f));
    }

    [Fact]
    public void TryAdd_WhatWouldLoseSomething_IsRefused()
    {
        Assert.False(SqlValues.TryAdd(new ColumnValues<string>(), ValueType.Decimal, 0.1));
        Assert.False(SqlValues.TryAdd(new ColumnValues<long>(), ValueType.Int64, 1.5m));
        Assert.False(SqlValues.TryAdd(new ColumnValues<string>(), ValueType.Date, new DateTime(2024, 2, 29, 1, 0, 0)));
        Assert.False(SqlValues.TryAdd(new ColumnValues<bool>(), ValueType.Bool, "yes"));
    }

    private static T Add<T>(ValueType type, object value)
        where T : notnull
    {
        var column = new ColumnValues<T>();
        Assert.True(SqlValues.TryAdd(column, type, value));
        return column[0];
    }

    private static SqlColumn Column(string type, int? length = null, int? scale = null) => new("C", type, length, scale, true);
}
