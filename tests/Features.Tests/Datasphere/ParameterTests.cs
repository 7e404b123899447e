using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Input parameters: declared by the view, sent in the address of the rows.</summary>
public sealed class ParameterTests : TenantScenario
{
    [Theory]
    [InlineData("Edm.String", ValueType.String, "EUR", "P='EUR'")]
    [InlineData("Edm.String", ValueType.String, "a b/ü&", "P='a%20b%2F%C3%BC%26'")]
    [InlineData("Edm.Int32", ValueType.Int64, "-7", "P=-7")]
    [InlineData("Edm.Decimal", ValueType.Decimal, "12345678901234567890.10", "P=12345678901234567890.10")]
    [InlineData("Edm.Decimal", ValueType.Int64, "5", "P=5")]
    [InlineData("Edm.Double", ValueType.Double, "0.5", "P=0.5")]
    [InlineData("Edm.Date", ValueType.Date, "2024-02-29", "P=2024-02-29")]
    [InlineData("Edm.DateTimeOffset", ValueType.Timestamp, "2024-02-29T01:02:03.5Z", "P=2024-02-29T01%3A02%3A03.500000Z")]
    public async Task ReadAsync_ValueOfAType_IsSentAsOData(string edm, ValueType type, string value, string expected)
    {
        Tenant.Server.Put(Customers(3) with { Parameters = [("P", edm)] });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.String)) with { Parameters = [new PlanParameter("P", type)] });
        Assert.Equal(0, Assert.Single((await ReadAsync(reader, Value(type, value))).RowOfKey));
        Assert.Contains($"/CUSTOMERS({expected})/Set?", Tenant.Server.RowRequests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_SeveralParameters_AreSentInTheAssetsOrder()
    {
        Tenant.Server.Put(Customers(3) with { Parameters = [("P1", "Edm.Int32"), ("P2", "Edm.String")] });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.String)) with { Parameters = [new("P2", ValueType.String), new("P1", ValueType.Int64)] });
        await ReadAsync(reader, Value(ValueType.String, "x"), Value(ValueType.Int64, "1"));
        Assert.Contains("(P1=1,P2='x')/Set", Tenant.Server.RowRequests[^1].Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Edm.String", ValueType.String, "O'Brien")]
    [InlineData("Edm.String", ValueType.String, "x')/Set?$filter=true or ('")]
    [InlineData("Edm.Int16", ValueType.Int64, "32768")]
    public async Task ReadAsync_ValueThatNoRequestCanHold_IsTheCallersFaultAndNotSent(string edm, ValueType type, string value)
    {
        Tenant.Server.Put(Customers(3) with { Parameters = [("P", edm)] });
        var reader = await ReaderAsync(plan: Plan(("name", ValueType.String)) with { Parameters = [new PlanParameter("P", type)] });
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => ReadAsync(reader, Value(type, value)));
        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Tenant.Server.RowRequests);
    }

    [Fact]
    public async Task RefreshAsync_OtherParametersThanTheAssets_AreNamed()
    {
        Tenant.Server.Put(Customers(3) with { Parameters = [("P1", "Edm.Int32"), ("P2", "Edm.Date"), ("P3", "Edm.String")] });
        var faults = await Open(plan: Plan(("name", ValueType.String)) with { Parameters = [new("P2", ValueType.Double), new("Q", ValueType.String)] }).RefreshAsync(default);
        Assert.Equal(
            ["the asset needs values for its parameters P1, P3", "the asset has no parameters Q", "the parameter P2 is Edm.Date in the source, which takes no double"],
            faults.Select(fault => fault.Description));
    }

    [Fact]
    public async Task RefreshAsync_ParametersOfAnAssetWithoutAny_AreAFault()
    {
        Tenant.Server.Put(Customers(3));
        var plan = Plan(("name", ValueType.String)) with { Parameters = [new("P", ValueType.String)] };
        Assert.Equal("the asset has no parameters P", Assert.Single(await Open(plan: plan).RefreshAsync(default)).Description);
    }

    private static ColumnValues Value(ValueType type, string text)
    {
        var value = ColumnValues.Of(type);
        Assert.True(TextValues.TryAdd(value, type, text));
        return value;
    }

    private static async Task<SourceRows> ReadAsync(IRowReader reader, params ColumnValues[] parameters)
    {
        var key = new ColumnValues<string>();
        key.Add("k1");
        return await reader.ReadAsync(new RowRequest([key], [0], AsOf) { Parameters = parameters }, default);
    }
}
