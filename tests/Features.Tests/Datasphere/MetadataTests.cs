using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>Catalog, service document and <c>$metadata</c> are the tenant's words: nothing in them makes the reader fetch, break or grow.</summary>
public sealed class MetadataTests : TenantScenario
{
    private const string Metadata = "/CUSTOMERS/$metadata";
    private const string Entities =
        """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="n" xmlns="http://docs.oasis-open.org/odata/ns/edm">""";

    private const string End = "</Schema></edmx:DataServices></edmx:Edmx>";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Tenant.Server.Put(Customers(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<html><body>Log on</body></html>")]
    [InlineData("""{"value":[]}""")]
    [InlineData(Entities + End)]
    [InlineData(Entities)]
    [InlineData("<!DOCTYPE edmx [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>" + Entities + "&b;" + End)]
    [InlineData("<!DOCTYPE edmx [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + Entities + "&f;" + End)]
    [InlineData("<!DOCTYPE edmx SYSTEM \"{elsewhere}/evil.dtd\">" + Entities + End)]
    [InlineData(Entities + "<EntityType Name='T'/><EntityContainer Name='C'><EntitySet Name='CUSTOMERS' EntityType='n.T'/></EntityContainer>" + End)]
    [InlineData(Entities + "<EntityType Name='T' BaseType='n.T'/><EntityContainer Name='C'><EntitySet Name='CUSTOMERS' EntityType='n.T'/></EntityContainer>" + End)]
    [InlineData(Entities + "<EntityContainer Name='C'><EntitySet Name='CUSTOMERS' EntityType='n.Missing'/></EntityContainer>" + End)]
    [InlineData(Entities + "<EntityContainer Name='C' Extends='n.C'><EntitySet Name='CUSTOMERS' EntityType='n.Missing'/></EntityContainer>" + End)]
    [InlineData(Entities + "<EntityType Name='T'><Property Name='id' Type='Edm.String'/><Property Name='id' Type='Edm.Int32'/></EntityType><EntityContainer Name='C'><EntitySet Name='OTHER' EntityType='n.T'/></EntityContainer>" + End)]
    public async Task RefreshAsync_MetadataThatIsNone_IsAFaultAndFetchesNothing(string text)
    {
        await using var elsewhere = await DatasphereServer.StartAsync();
        await FaultyAsync(Metadata, new Fault.Body("application/xml", text.Replace("{elsewhere}", elsewhere.Address, StringComparison.Ordinal)));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(10_000, 1)]
    [InlineData(200_000, 1)]
    public async Task RefreshAsync_MetadataNestedDeeply_IsAFaultNotACrash(int depth, int faults)
    {
        var nested = string.Concat(Enumerable.Repeat("<a xmlns='x'>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
        var text = Entities + "<EntityType Name='T'><Property Name='id' Type='Edm.String'/><Property Name='name' Type='Edm.String'/></EntityType>"
            + $"<EntityContainer Name='C'><EntitySet Name='CUSTOMERS' EntityType='n.T'/></EntityContainer>{nested}{End}";
        Tenant.Server.Fail(Metadata, new Fault.Body("application/xml", text), times: 100);
        Assert.Equal(faults, (await Open().RefreshAsync(default)).Count);
    }

    [Fact]
    public async Task RefreshAsync_MetadataThatNamesOtherDocuments_LoadsNoneOfThem()
    {
        await using var elsewhere = await DatasphereServer.StartAsync();
        var text = $"""<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:Reference Uri="{elsewhere.Address}/v.xml"><edmx:Include Namespace="v"/></edmx:Reference>"""
            + """<edmx:DataServices><Schema Namespace="n" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="T"><Property Name="id" Type="Edm.String"/><Property Name="name" Type="Edm.String"/></EntityType>"""
            + """<EntityContainer Name="C"><EntitySet Name="CUSTOMERS" EntityType="n.T"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>""";
        Tenant.Server.Fail(Metadata, new Fault.Body("application/xml", text));
        Assert.Empty(await Open().RefreshAsync(default));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("text/html", "<html>Log on</html>")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", """{"value":7}""")]
    [InlineData("application/json", """{"value":[]}""")]
    [InlineData("application/json", """{"value":[7,null,{"name":7}]}""")]
    [InlineData("application/json", """{"value":[{"name":"A\uD800","url":"x"}]}""")]
    [InlineData("application/json", """{"value":[{"name":"OTHER","kind":"EntitySet"},{"name":"MORE","kind":"EntitySet"}]}""")]
    [InlineData("application/json", """{"value":[{"name":"CUSTOMERS","kind":"EntitySet","url":"http://169.254.169.254/x"}]}""")]
    [InlineData("application/json", """{"value":[{"name":"CUSTOM""")]
    public async Task RefreshAsync_ServiceDocumentThatIsNone_IsAFault(string type, string text) => await FaultyAsync("relational/SALES/CUSTOMERS", new Fault.Body(type, text));

    [Theory]
    [InlineData("text/html", "<html>Log on</html>")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", """{"value":{}}""")]
    [InlineData("application/json", """{"value":[{"name":"\uD800"}]}""")]
    [InlineData("application/json", """{"value":[{"name":"SALES"}]""")]
    [InlineData("application/json", """{"value":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[""")]
    public async Task RefreshAsync_CatalogThatIsNone_IsAFault(string type, string text) => await FaultyAsync("/catalog/spaces", new Fault.Body(type, text));

    [Fact]
    public async Task ReadAsync_CatalogFailsWhileRunning_GoesOnWithWhatIsKnown()
    {
        var reader = await ReaderAsync();
        Tenant.Server.Fail("/catalog/spaces", new Fault.Status(403), times: 100);
        Assert.Equal(ErrorReason.SourceAccessDenied, Assert.Single(await reader.RefreshAsync(default)).Reason);
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
    }

    [Fact]
    public async Task RefreshAsync_MetadataAnswersLate_IsReadOnceForAll()
    {
        var source = Tenant.Source(options => options.MetadataSeconds = 300);
        IRowReader[] readers = [.. Enumerable.Range(0, 10).Select(_ => source.Open(Plan(("name", ValueType.String))))];
        await Task.WhenAll(readers.Select(reader => reader.RefreshAsync(default)));
        Array.ForEach(readers, reader => reader.Dispose());
        Assert.Equal(1, Seen("/catalog/spaces('SALES')/assets"));
    }

    private async Task FaultyAsync(string target, Fault fault)
    {
        Tenant.Server.Fail(target, fault, times: 100);
        var reader = Open(time: new SkippingTime());
        var found = Assert.Single(await reader.RefreshAsync(default));
        Assert.Equal(ErrorReason.SourceUnavailable, found.Reason);
        Assert.DoesNotContain("root:", found.Description, StringComparison.Ordinal);
        await FailsAsync(reader);
        Assert.Equal(0, Seen(Rows));
    }

    [Theory]
    [InlineData("na me")]
    [InlineData("x' or true eq true or 'a")]
    [InlineData("name&$top=1")]
    [InlineData("name,id")]
    [InlineData("na\u00a0me")]
    [InlineData("name/$value")]
    public async Task RefreshAsync_ColumnWhoseNameIsMoreThanAName_IsAFaultAndInNoRequest(string name)
    {
        Tenant.Server.Put(Customers(1) with { Columns = [new("id", "Edm.String", IsKey: true), new(name, "Edm.String")] });
        var fault = Assert.Single(await Open(plan: Plan((name, ValueType.String))).RefreshAsync(default));
        Assert.Equal((ErrorReason.SourceChanged, name), (fault.Reason, fault.Column!.Column));
        Assert.Empty(Tenant.Server.RowRequests);
    }
}
