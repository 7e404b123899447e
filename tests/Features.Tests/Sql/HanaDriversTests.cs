using FedMl.Features.Sql;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Tests.Sql;

public sealed class HanaDriversTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TryFind_FolderWithADriver_IsFoundByItsNames()
    {
        Assert.True(HanaDrivers.TryFind(new SqlOptions { Driver = SqlDriverKind.Sap, DriverPath = HanaServer.DriverFolder }, out var driver, out _));
        Assert.Equal("Sap.Data.Hana.HanaFactory", driver.Factory.GetType().FullName);
        Assert.IsType<HanaDialect>(driver.Dialect);
        Assert.True(driver.Blocks && driver.Pools);
    }

    [Fact]
    public void TryFind_FileOfADriver_IsTaken()
    {
        var path = Path.Combine(HanaServer.DriverFolder, "Sap.Data.Hana.Core.v2.1.dll");
        Assert.True(HanaDrivers.TryFind(new SqlOptions { Driver = SqlDriverKind.Sap, DriverPath = path }, out _, out _));
    }

    [Fact]
    public void SapAssemblies_AreTriedNewestFirst() => Assert.Equal(
        ["Sap.Data.Hana.Net.v10.0", "Sap.Data.Hana.Net.v8.0", "Sap.Data.Hana.Net.v6.0", "Sap.Data.Hana.Core.v2.1", "Sap.Data.Hana.Core"],
        HanaDrivers.SapAssemblies);

    [Fact]
    public void Find_SeveralNames_TakesTheFirst()
    {
        var driver = Path.Combine(HanaServer.DriverFolder, "Sap.Data.Hana.Core.v2.1.dll");
        folder.Write("First.dll", "no assembly");
        File.Copy(driver, folder.PathOf("Second.dll"));
        Assert.NotNull(DriverAssembly.Find(["None", "Second", "First"], "Sap.Data.Hana.HanaFactory", folder.Path).Factory);
        Assert.Equal("its assembly cannot be loaded (BadImageFormatException).", DriverAssembly.Find(["First", "Second"], "Sap.Data.Hana.HanaFactory", folder.Path).Fault);
    }

    [Fact]
    public void Find_AssemblyWithoutTheFactory_IsAFault() => Assert.Equal(
        "the assembly FedMl.Features has no X.Factory with a static Instance.",
        DriverAssembly.Find(["FedMl.Features"], "X.Factory", "").Fault);

    [Fact]
    public void Find_InstanceThatIsAProperty_IsTakenToo() => Assert.NotNull(DriverAssembly.Find(["FedMl.Features.Tests"], typeof(PropertyFactory).FullName!, "").Factory);

    [Fact]
    public void Find_DriverThatDoesNotStart_IsAFault() =>
        Assert.Contains("does not start (DllNotFoundException)", DriverAssembly.Find(["FedMl.Features.Tests"], typeof(NativelessFactory).FullName!, "").Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData(SqlDriverKind.Sap, "none of the assemblies Sap.Data.Hana.Net.v10.0, Sap.Data.Hana.Net.v8.0,", "-p:HanaDriverPackage=")]
    [InlineData(SqlDriverKind.Managed, "none of the assemblies FedMl.Hana was found at", "set Features:Sql:Driver to Sap")]
    public void TryFind_DriverIsMissing_SaysWhatToDo(SqlDriverKind kind, string what, string advice)
    {
        Assert.False(HanaDrivers.TryFind(new SqlOptions { Driver = kind, DriverPath = folder.Path }, out _, out var fault));
        Assert.StartsWith($"Features:Sql:Driver {kind}: ", fault, StringComparison.Ordinal);
        Assert.Contains(what, fault, StringComparison.Ordinal);
        Assert.Contains(advice, fault, StringComparison.Ordinal);
    }

    public sealed class PropertyFactory : System.Data.Common.DbProviderFactory
    {
        public static PropertyFactory Instance { get; } = new();

        public override System.Data.Common.DbConnection CreateConnection() => new DuckDB.NET.Data.DuckDBConnection("Data Source=:memory:");
    }

    public sealed class NativelessFactory : System.Data.Common.DbProviderFactory
    {
        public static NativelessFactory Instance { get; } = new();

        public override System.Data.Common.DbConnection CreateConnection() => throw new DllNotFoundException("libadonetHDB.so");
    }
}
