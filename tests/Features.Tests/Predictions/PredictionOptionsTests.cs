using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Predictions;

public sealed class PredictionOptionsTests : IAsyncLifetime
{
    private readonly RunningFeatures features = new RunningFeatures().Data("S", "A.csv", "id\n1\n").View("none.yaml.bak", "");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => features.DisposeAsync().AsTask();

    [Fact]
    public async Task Write_NothingIsConfigured_IsDisabled()
    {
        await features.StartAsync();
        using var call = features.Predictions.WritePredictions();
        await call.RequestStream.WriteAsync(new WritePredictionsRequest { Run = new PredictionRun { Table = "A" } });
        var failure = RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default)), "Features");
        Assert.Equal(ErrorReason.Disabled, failure.Reason);
        Assert.Contains("Predictions:Target", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere/predictions.duckdb")]
    [InlineData(".")]
    public async Task StartAsync_PathThatCannotBe_NamesIt(string path)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Predictions:Target", "DuckDb", "--Predictions:Path", path));
        Assert.Contains("Predictions:Path", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("A\"")]
    [InlineData("")]
    public async Task StartAsync_SchemaThatCannotBe_NamesIt(string schema)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Predictions:Schema", schema));
        Assert.Contains("Schema", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ParquetWithoutAFolder_NamesIt()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Predictions:Target", "Parquet", "--Predictions:Path", Path.Combine(features.Folder, "nowhere")));
        Assert.Contains("Predictions:Path", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_SqlBesideFiles_NamesWhatTheDatabaseLacks()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => features.StartAsync("--Predictions:Target", "Sql", "--Predictions:Schema", "SALES#ETL", "--Predictions:MaxValueSize", "5001"));
        Assert.All(["MaxValueSize", "Host", "User", "PasswordFile", "Driver"], word => Assert.Contains(failure.Failures, fault => fault.Contains(word, StringComparison.Ordinal)));
        Assert.DoesNotContain(failure.Failures, fault => fault.Contains("Schema", StringComparison.Ordinal));
    }
}
