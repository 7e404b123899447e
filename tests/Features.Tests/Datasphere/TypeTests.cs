using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Each of OData's types, as JSON has it and as it is taken.</summary>
public sealed class TypeTests : TenantScenario
{
    [Theory]
    [InlineData("Edm.String", "\"  007 é\\u0000\"", ValueType.String, "  007 é\0")]
    [InlineData("Edm.String", "\"\"", ValueType.String, "")]
    [InlineData("Edm.Int64", "9223372036854775807", ValueType.Int64, "9223372036854775807")]
    [InlineData("Edm.Int64", "-9223372036854775808", ValueType.Int64, "-9223372036854775808")]
    [InlineData("Edm.Int64", "\"9223372036854775807\"", ValueType.Int64, "9223372036854775807")]
    [InlineData("Edm.Int64", "9007199254740993", ValueType.String, "9007199254740993")]
    [InlineData("Edm.Int32", "-7", ValueType.Int64, "-7")]
    [InlineData("Edm.Int16", "-7", ValueType.Decimal, "-7")]
    [InlineData("Edm.Byte", "255", ValueType.Int64, "255")]
    [InlineData("Edm.SByte", "-128", ValueType.Double, "-128")]
    [InlineData("Edm.Decimal", "12345678901234567890123456789012345678", ValueType.Decimal, "12345678901234567890123456789012345678")]
    [InlineData("Edm.Decimal", "0.1000000000000000000000000000000001", ValueType.Decimal, "0.1000000000000000000000000000000001")]
    [InlineData("Edm.Decimal", "\"-12345678901234567890.10\"", ValueType.Decimal, "-12345678901234567890.10")]
    [InlineData("Edm.Decimal", "1.5E+3", ValueType.Decimal, "1500")]
    [InlineData("Edm.Decimal", "9007199254740993.00", ValueType.Int64, "9007199254740993")]
    [InlineData("Edm.Decimal", "0.1", ValueType.Double, "0.1")]
    [InlineData("Edm.Double", "0.1", ValueType.Double, "0.1")]
    [InlineData("Edm.Double", "1.7976931348623157E+308", ValueType.Double, "1.7976931348623157E+308")]
    [InlineData("Edm.Double", "\"INF\"", ValueType.Double, "Infinity")]
    [InlineData("Edm.Double", "\"-INF\"", ValueType.Double, "-Infinity")]
    [InlineData("Edm.Double", "\"NaN\"", ValueType.Double, "NaN")]
    [InlineData("Edm.Single", "0.5", ValueType.Double, "0.5")]
    [InlineData("Edm.Boolean", "true", ValueType.Bool, "True")]
    [InlineData("Edm.Boolean", "false", ValueType.String, "false")]
    [InlineData("Edm.Date", "\"2024-02-29\"", ValueType.Date, "2024-02-29")]
    [InlineData("Edm.Date", "\"0001-01-01\"", ValueType.Date, "0001-01-01")]
    [InlineData("Edm.Date", "\"9999-12-31\"", ValueType.Date, "9999-12-31")]
    [InlineData("Edm.Date", "\"2024-02-29\"", ValueType.Timestamp, "2024-02-29T00:00:00.000000Z")]
    [InlineData("Edm.DateTimeOffset", "\"2026-01-02T03:04:05Z\"", ValueType.Timestamp, "2026-01-02T03:04:05.000000Z")]
    [InlineData("Edm.DateTimeOffset", "\"2026-01-02T03:04:05.678901Z\"", ValueType.Timestamp, "2026-01-02T03:04:05.678901Z")]
    [InlineData("Edm.DateTimeOffset", "\"2026-01-02T03:04:05+02:00\"", ValueType.Timestamp, "2026-01-02T01:04:05.000000Z")]
    [InlineData("Edm.DateTimeOffset", "\"0001-01-01T00:00:00Z\"", ValueType.Timestamp, "0001-01-01T00:00:00.000000Z")]
    [InlineData("Edm.DateTimeOffset", "\"9999-12-31T23:59:59.999999Z\"", ValueType.Timestamp, "9999-12-31T23:59:59.999999Z")]
    [InlineData("Edm.TimeOfDay", "\"23:59:59.1234567\"", ValueType.String, "23:59:59.1234567")]
    [InlineData("Edm.Guid", "\"01234567-89ab-cdef-0123-456789abcdef\"", ValueType.String, "01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("Edm.Binary", "\"-_8\"", ValueType.Binary, "FBFF")]
    [InlineData("Edm.Binary", "\"-_8=\"", ValueType.Binary, "FBFF")]
    [InlineData("Edm.Binary", "\"+/8=\"", ValueType.Binary, "FBFF")]
    [InlineData("Edm.Binary", "\"\"", ValueType.Binary, "")]
    public async Task ReadAsync_EachType_IsExact(string edm, string json, ValueType type, string expected)
    {
        var reader = await ReaderAsync(edm, type);
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", $$"""{"value":[{"id":"k0","name":{{json}}}]}"""));
        var rows = await ReadRowsAsync(reader);
        Assert.Equal(expected, Text(rows.Columns[0], rows.RowOfKey[0], type));
    }

    [Theory]
    [InlineData("Edm.Date", "\"2023-02-29\"", ValueType.Date)]
    [InlineData("Edm.Date", "\"10000-01-01\"", ValueType.Date)]
    [InlineData("Edm.Date", "\"2024-02-29T00:00:00\"", ValueType.Date)]
    [InlineData("Edm.DateTimeOffset", "\"yesterday\"", ValueType.Timestamp)]
    [InlineData("Edm.DateTimeOffset", "\"10000-01-01T00:00:00Z\"", ValueType.Timestamp)]
    [InlineData("Edm.DateTimeOffset", "1767322800", ValueType.Timestamp)]
    [InlineData("Edm.Decimal", "\"INF\"", ValueType.Decimal)]
    [InlineData("Edm.Decimal", "true", ValueType.Decimal)]
    [InlineData("Edm.Decimal", "1e7000", ValueType.Decimal)]
    [InlineData("Edm.Decimal", "0.5", ValueType.Int64)]
    [InlineData("Edm.Boolean", "1", ValueType.Bool)]
    [InlineData("Edm.Binary", "\"a\"", ValueType.Binary)]
    [InlineData("Edm.Binary", "\"????\"", ValueType.Binary)]
    [InlineData("Edm.Int64", "9223372036854775808", ValueType.Int64)]
    public async Task ReadAsync_ValueThatIsNoneOfTheType_SaysSoAndGuessesNothing(string edm, string json, ValueType type)
    {
        var reader = await ReaderAsync(edm, type);
        Tenant.Server.Fail(Rows, new Fault.Body("application/json", $$"""{"value":[{"id":"k0","name":{{json}}}]}"""), times: 10);
        await FailsAsync(reader, ErrorReason.SourceChanged);
    }

    [Theory]
    [InlineData("Edm.Double", ValueType.Decimal)]
    [InlineData("Edm.Double", ValueType.Int64)]
    [InlineData("Edm.String", ValueType.Double)]
    [InlineData("Edm.Guid", ValueType.Int64)]
    [InlineData("Edm.Binary", ValueType.String)]
    [InlineData("Edm.TimeOfDay", ValueType.Timestamp)]
    [InlineData("Edm.GeographyPoint", ValueType.String)]
    [InlineData("Edm.Stream", ValueType.Binary)]
    public async Task RefreshAsync_TypeThatWouldLoseSomething_IsAFault(string edm, ValueType type)
    {
        Tenant.Server.Put(AssetOf(edm));
        var fault = Assert.Single(await Open(plan: Plan(("name", type))).RefreshAsync(default));
        Assert.Contains(edm, fault.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Edm.Int64", ValueType.Int64, "9223372036854775807")]
    [InlineData("Edm.Int32", ValueType.String, "-7")]
    [InlineData("Edm.Decimal", ValueType.Int64, "9007199254740993")]
    [InlineData("Edm.Byte", ValueType.Int64, "255")]
    public async Task ReadAsync_KeyOfAType_IsFoundExactly(string edm, ValueType type, string key)
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", edm, IsKey: true), new("name", "Edm.String")], Rows = [[key, "found"], ["1", "other"]] });
        var plan = Plan(("name", ValueType.String)) with { Keys = [new PlanColumn("id", type)] };
        var reader = await ReaderAsync(plan: plan);
        var keys = ColumnValues.Of(type);
        Assert.True(TextValues.TryAdd(keys, type, key));
        var rows = await reader.ReadAsync(new RowRequest([keys], [0], AsOf), default);
        Assert.Equal("found", ((ColumnValues<string>)rows.Columns[0])[rows.RowOfKey[0]]);
    }

    [Theory]
    [InlineData("Edm.Byte", 256)]
    [InlineData("Edm.SByte", -129)]
    [InlineData("Edm.Int16", 32_768)]
    [InlineData("Edm.Int32", 2_147_483_648)]
    public async Task ReadAsync_KeyBeyondTheColumnsType_IsNotFoundWithoutARequest(string edm, long key)
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", edm, IsKey: true), new("name", "Edm.String")], Rows = [["1", "one"]] });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.String)) with { Keys = [new PlanColumn("id", ValueType.Int64)] });
        var keys = new ColumnValues<long>();
        keys.Add(key);
        var rows = await reader.ReadAsync(new RowRequest([keys], [0], AsOf), default);
        Assert.Equal([SourceRows.NotFound], rows.RowOfKey);
        Assert.Equal(0, Seen(Rows));
    }

    [Theory]
    [InlineData("Edm.Guid")]
    [InlineData("Edm.Binary")]
    [InlineData("Edm.Double")]
    [InlineData("Edm.DateTimeOffset")]
    public async Task RefreshAsync_KeyByWhichNobodyCanLook_IsAFault(string edm)
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", edm), new("name", "Edm.String")], Rows = [] });
        Assert.Contains(edm, Assert.Single(await Open().RefreshAsync(default)).Description, StringComparison.Ordinal);
    }

    private static Asset AssetOf(string edm) => Customers(1) with { Columns = [new("id", "Edm.String", IsKey: true), new("name", edm)], Rows = [["k0", null]] };

    private Task<IRowReader> ReaderAsync(string edm, ValueType type)
    {
        Tenant.Server.Put(AssetOf(edm));
        return ReaderAsync(plan: Plan(("name", type)));
    }

    private static ValueTask<SourceRows> ReadRowsAsync(IRowReader reader)
    {
        var key = new ColumnValues<string>();
        key.Add("k0");
        return reader.ReadAsync(new RowRequest([key], [0], AsOf), default);
    }

    private static string Text(ColumnValues column, int row, ValueType type) => column switch
    {
        ColumnValues<long> times when type == ValueType.Timestamp => Timestamps.ToDateTimeOffset(times[row]).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ColumnValues<long> numbers => numbers[row].ToString(CultureInfo.InvariantCulture),
        ColumnValues<double> numbers => numbers[row].ToString("R", CultureInfo.InvariantCulture),
        ColumnValues<bool> truths => truths[row].ToString(),
        ColumnValues<byte[]> bytes => Convert.ToHexString(bytes[row]),
        _ => ((ColumnValues<string>)column)[row],
    };
}
