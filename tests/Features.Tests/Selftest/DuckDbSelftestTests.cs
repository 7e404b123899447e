namespace FedMl.Features.Tests.Selftest;

public sealed class DuckDbSelftestTests : IDisposable
{
    private const string Orders =
        """
        name: orders
        source: {space: SALES, asset: ORDERS}
        entity: [{key: id, type: string, column: ID}, {key: line, type: int64, column: LINE}]
        eventTime: AT
        features: [{name: amount, type: double, column: AMOUNT}, {name: note, type: string, column: NOTE}]
        """;

    private readonly TempFolder folder = new();

    public DuckDbSelftestTests()
    {
        Directory.CreateDirectory(folder.PathOf("views"));
        Directory.CreateDirectory(folder.PathOf("data/SALES"));
        File.WriteAllText(folder.PathOf("data/SALES/ORDERS.csv"), "ID,LINE,AT,AMOUNT,NOTE\n\"0007\",10,2024-01-01 00:00:00,98765.5,\n\"0007\",10,2025-01-01 00:00:00,98766.5,secretive\n");
        View("orders.yaml", Orders);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_AllIsWell_SaysSoStepByStepAndTellsNoValues()
    {
        var run = await RunAsync();
        run.Has("ok", "configuration", "DuckDb");
        run.Has("ok", "catalog", "1 spaces: SALES");
        run.Has("ok", "space SALES", "1 assets");
        run.Has("ok", "orders.yaml", "declares orders");
        run.Has("ok", "orders, asset SALES/ORDERS", "5 columns");
        run.Has("ok", "orders, columns and keys", "2 features, key id, line");
        run.Has("ok", "orders, one row", "1 present, 1 null");
        run.Has("ok", "orders, as of");
        Assert.Contains("9 ok, 0 failed, 0 not checked", run.Text, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        Assert.All(["0007", "9876", "secretive", "2024"], value => Assert.DoesNotContain(value, run.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WrongOptions_NamesEachAndChecksNothingElse()
    {
        var run = await RunAsync("--Features:Data", "/nowhere", "--Features:MaxRows", "0");
        run.Has("FAILED", "configuration", "/nowhere");
        run.Has("FAILED", "configuration", "MaxRows");
        run.Has("not checked", "catalog", "needs configuration");
        run.Has("not checked", "feature views", "needs configuration");
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Run_OptionThatDoesNotConvert_IsAFaultOfTheConfiguration() =>
        (await RunAsync("--Features:MaxRows", "many")).FailedAt("configuration", "MaxRows", "command line");

    [Fact]
    public async Task Run_NoData_FailsAtTheCatalog()
    {
        Directory.Delete(folder.PathOf("data/SALES"), recursive: true);
        (await RunAsync()).FailedAt("catalog", "no space", "each a space");
    }

    [Fact]
    public async Task Run_DataAreNoDatabase_FailsAtTheCatalog()
    {
        var run = await RunAsync("--Features:Data", folder.Write("broken.duckdb", "no database"));
        run.FailedAt("catalog", "cannot be read", "broken.duckdb");
    }

    [Fact]
    public async Task Run_NoFeatureView_IsNoFailure()
    {
        File.Delete(folder.PathOf("views/orders.yaml"));
        var run = await RunAsync();
        run.Has("not checked", "feature views", "Find data");
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Run_OneFaultyFile_DoesNotKeepTheOthersFromBeingChecked()
    {
        View("broken.yaml", "name: broken\nsource: {space: SALES}\n");
        var run = await RunAsync();
        run.Has("FAILED", "broken.yaml", "line ");
        run.Has("ok", "orders, one row");
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Run_SpaceIsMissing_IsNamed()
    {
        View("orders.yaml", Orders.Replace("SALES", "sales", StringComparison.Ordinal));
        var run = await RunAsync();
        run.Has("FAILED", "space sales");
        run.Has("FAILED", "orders, asset sales/ORDERS");
        run.Has("not checked", "orders, one row", "needs orders, asset");
    }

    [Fact]
    public async Task Run_AssetIsMissing_IsNamed()
    {
        View("orders.yaml", Orders.Replace("ORDERS", "ORDER", StringComparison.Ordinal));
        (await RunAsync()).FailedAt("orders, asset SALES/ORDER", "", "Names are matched exactly");
    }

    [Fact]
    public async Task Run_ColumnsDoNotFit_NamesAllOfThem()
    {
        View("orders.yaml", Orders.Replace("column: AMOUNT", "column: AMOUNTS", StringComparison.Ordinal).Replace("column: NOTE", "column: NOTES", StringComparison.Ordinal));
        var run = await RunAsync();
        run.FailedAt("orders, columns and keys", "AMOUNTS", "Find data");
        run.Has("FAILED", "orders, columns and keys", "NOTES");
        run.Has("not checked", "orders, as of");
    }

    [Fact]
    public async Task Run_KeyIsNotUnique_SaysWhatToDeclare()
    {
        View("orders.yaml", Orders.Replace("eventTime: AT\n", "", StringComparison.Ordinal));
        (await RunAsync()).FailedAt("orders, one row", "several rows", "declare eventTime");
    }

    [Fact]
    public async Task Run_RowsWithoutAKeyOrNone_AreNotRead()
    {
        File.WriteAllText(folder.PathOf("data/SALES/ORDERS.csv"), "ID,LINE,AT,AMOUNT,NOTE\n,10,2024-01-01 00:00:00,1.5,a\n");
        (await RunAsync()).Has("not checked", "orders, one row", "none of the first rows has a key");
    }

    [Fact]
    public async Task Run_RowOfTheSameKeyBeforeAllTime_IsDoubted()
    {
        File.WriteAllText(folder.PathOf("data/SALES/ORDERS.csv"), "ID,LINE,AT,AMOUNT,NOTE\n\"0007\",10,2024-01-01 00:00:00,1.5,a\n\"0007\",10,0001-01-01 00:00:00,1.5,a\n");
        (await RunAsync()).FailedAt("orders, as of", "before its own time", "0001-01-01");
    }

    [Fact]
    public async Task Run_Validity_IsReadWithinAndNotBefore()
    {
        File.WriteAllText(folder.PathOf("data/SALES/ORDERS.csv"), "ID,LINE,FROM,TO,NOTE\n\"0007\",10,2020-01-01,2020-12-31,a\n");
        View("orders.yaml", Orders.Replace("eventTime: AT", "validFrom: FROM\nvalidTo: TO", StringComparison.Ordinal).Replace("{name: amount, type: double, column: AMOUNT}, ", "", StringComparison.Ordinal));
        var run = await RunAsync();
        run.Has("ok", "orders, one row", "1 present");
        run.Has("ok", "orders, as of");
        Assert.Equal(0, run.ExitCode);
    }

    private void View(string file, string yaml) => File.WriteAllText(folder.PathOf($"views/{file}"), yaml);

    private Task<Run> RunAsync(params string[] args) => Run.OfAsync(["--Features:FeatureViews", folder.PathOf("views"), "--Features:Data", folder.PathOf("data"), .. args]);
}
