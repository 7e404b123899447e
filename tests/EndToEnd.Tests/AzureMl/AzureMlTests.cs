using FedMl.Models.Tools;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests.AzureMl;

/// <summary>What is published in Azure ML is scored here: Local on the stand-in of Azure ML and Azurite.</summary>
public sealed class AzureMlTests : IAsyncLifetime
{
    private readonly LocalProcess local = new();
    private AzureMlRegistry registry = null!;
    private bool isStarted;

    public async Task InitializeAsync()
    {
        if (File.Exists(ToolFiles.PathOf(ToolFiles.Azurite)))
        {
            registry = await AzureMlRegistry.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (isStarted)
        {
            await local.DisposeAsync();
        }

        if (registry is not null)
        {
            await registry.DisposeAsync();
        }
    }

    [ToolFact(ToolFiles.Azurite)]
    public async Task PublishVersion_InAzureMl_IsServedAliasesSteerAndOldOnesAreReadWhenAskedFor()
    {
        await PublishAsync("1");
        await PublishAsync("2");
        isStarted = true;
        await local.StartAsync(_ => { }, registry.Options);
        await UntilAnswersAsync("2");
        Assert.Equal("", await DigestAsync("1"));

        await PublishAsync("3");
        await UntilAnswersAsync("3");

        registry.SetAlias("iris", "champion", "2");
        await UntilAnswersAsync("2");

        var refused = await Assert.ThrowsAsync<RpcException>(() => ScoreAsync("1"));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        await LocalProcess.UntilAsync(async () => await AnswerOrNothingAsync("1") == "1");
        Assert.NotEqual("", await DigestAsync("1"));

        registry.SetAlias("iris", "champion", "3");
        await UntilAnswersAsync("3");

        Assert.Contains("Models come from the Azure ML Registry acme-models; signing in by ClientSecret", local.Output, StringComparison.Ordinal);
        var told = local.Output + await local.MetricsTextAsync() + refused;
        Assert.All(registry.StandIn.Secrets, secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
        Assert.DoesNotContain("sig=", told, StringComparison.Ordinal);
    }

    private Task PublishAsync(string version) =>
        registry.PublishAsync("iris", version, Path.Combine(Repository.Samples, "models", "iris", "1"), $"version {version}");

    private async Task UntilAnswersAsync(string version) => await LocalProcess.UntilAsync(async () => await AnswerOrNothingAsync("") == version, () => local.Output);

    private async Task<string?> AnswerOrNothingAsync(string version)
    {
        try
        {
            return await ScoreAsync(version);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }

    /// <summary>The version that answered; what it answers is checked.</summary>
    private async Task<string> ScoreAsync(string version)
    {
        var keys = new EntityKeys { Columns = { new Column { Name = "sample_id", Strings = new Strings { Values = { "000001", "000101" } } } } };
        var answer = await new ScoringService.ScoringServiceClient(local.Channel).ScoreAsync(new ScoreRequest { Model = "iris", Version = version, EntityKeys = keys });
        Assert.Equal(["setosa", "virginica"], answer.Predictions[0].Strings.Values);
        return answer.Version;
    }

    private async Task<string> DigestAsync(string version) =>
        (await new ModelsService.ModelsServiceClient(local.Channel).GetModelVersionAsync(new GetModelVersionRequest { Model = "iris", Version = version })).ModelVersion.Digest;
}
