namespace FedMl.Features.Tests.Predictions;

public sealed class DuckDbStoreTests : PredictionStoreContract
{
    protected override bool TakesAnyDouble => true;

    private protected override string[] Arguments(string folder) => ["--Predictions:Target", "DuckDb", "--Predictions:Path", Path.Combine(folder, "predictions.duckdb")];
}
