using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;
using Microsoft.AspNetCore.Http;

namespace FedMl.Models.AzureMl;

/// <summary>What Azure's management interface does wrong, at the start and later.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class RegistryFaultTests(Azurite azurite) : IAsyncLifetime
{
    private AzureBench bench = null!;

    public async Task InitializeAsync()
    {
        bench = await AzureBench.StartAsync(azurite);
        bench.Options.AzureMl.MaxRetries = 1;
        await bench.PublishAsync("iris", "1", ("model.onnx", [1, 2, 3]));
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [ToolTheory]
    [InlineData("models", 401, "Listing the models: HTTP 401 Told.")]
    [InlineData("models", 403, "Listing the models: HTTP 403 Told.")]
    [InlineData("models", 404, "Listing the models: HTTP 404 Told.")]
    [InlineData("models", 429, "Listing the models: HTTP 429 Told.")]
    [InlineData("models", 500, "Listing the models: HTTP 500 Told.")]
    [InlineData("versions", 403, "Listing the versions of iris: HTTP 403 Told.")]
    [InlineData("versions", 500, "Listing the versions of iris: HTTP 500 Told.")]
    [InlineData("datareference", 429, "Asking to read iris 1: HTTP 429 Told.")]
    public async Task Status_AtTheStart_IsNoEmptyRegistry(string operation, int status, string text)
    {
        Fail(operation, StandInFault.Status(status, "Told"));

        await UnavailableAsync(text);
        bench.StandIn.Heal();

        Assert.Single((await bench.ListAsync()).Models);
    }

    [ToolFact]
    public async Task Answers_ThatAreNoneOfOurs_AreUnavailable()
    {
        foreach (var (answer, text) in new (Func<HttpContext, Task>, string)[]
        {
            (StandInFault.Body("<html>Sign in</html>", "text/html"), "Listing the models: the answer is not the JSON that it should be."),
            (StandInFault.Body("{\"value\":[{"), "Listing the models: the answer is not the JSON that it should be."),
            (StandInFault.Body("null"), "Listing the models: the answer is not the JSON that it should be."),
            (StandInFault.Body("{\"value\":" + new string('[', 10_000)), "Listing the models: the answer is not the JSON that it should be."),
            (StandInFault.Body("{}"), "Listing the models: a page without entries."),
            (StandInFault.Body("[" + new string(' ', 20_000_000) + "]"), "Listing the models: an answer of more than 16777216 bytes."),
            (StandInFault.Cut, "Listing the models: no answer (HttpIOException)."),
        })
        {
            Fail("models", answer);
            var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
            Assert.StartsWith(text[..^15], exception.Message, StringComparison.Ordinal);
            bench.StandIn.Heal();
        }
    }

    [ToolFact]
    public async Task Pages_ThatLeadInACircle_EndWithAnError()
    {
        for (var i = 0; i < 3; i++)
        {
            bench.StandIn.Fail("models", StandInFault.Body($$"""{"value":[],"nextLink":"{{bench.StandIn.Address}}{{bench.StandIn.Settings.Root}}/models?api-version=2024-04-01&listViewType=ActiveOnly"}"""));
        }

        await UnavailableAsync("Listing the models: its pages lead round in a circle, or are more than 200.");
    }

    [ToolFact]
    public async Task Pages_MoreThanTheLimit_EndWithAnErrorAndAsManyDoNot()
    {
        for (var version = 2; version <= 6; version++)
        {
            await bench.PublishAsync("iris", $"{version}", ("model.onnx", [1]));
        }

        bench.Options.AzureMl.MaxPages = 2;
        await UnavailableAsync("Listing the versions of iris: its pages lead round in a circle, or are more than 2.");

        bench.Options.AzureMl.MaxPages = 3;
        Assert.Equal(6, (await bench.ListAsync()).Models[0].Versions.Count);
    }

    [ToolFact]
    public async Task Throttled_ShortRetryAfter_WaitsAndGoesOn()
    {
        bench.StandIn.Fail("models", StandInFault.Status(429, "TooManyRequests", 1));

        Assert.Single((await bench.ListAsync()).Models);
        Assert.Equal(2, bench.StandIn.Count("models"));
    }

    [ToolFact]
    public async Task Throttled_LongRetryAfter_IsNotAskedAgainBefore()
    {
        bench.StandIn.Fail("models", StandInFault.Status(429, "TooManyRequests", 120));
        await UnavailableAsync("Listing the models: HTTP 429 TooManyRequests.");
        Assert.Equal(1, bench.StandIn.Count("models"));

        var wait = bench.Registry.WaitForChangeAsync(CancellationToken.None);
        bench.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.False(wait.IsCompleted);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await wait;
    }

    [ToolFact]
    public async Task HostUnknown_AtTheStart_IsUnavailable()
    {
        bench.Options.AzureMl.ManagementEndpoint = "https://nowhere.invalid";

        await UnavailableAsync("Listing the models: no answer (HttpRequestException).");
    }

    [ToolFact]
    public async Task Versions_FilesFailLater_StayAsTheyWere()
    {
        await bench.ListAsync();
        bench.Options.AzureMl.RereadSeconds = 1;
        Fail("datareference", StandInFault.Status(503, "Busy"));

        Assert.Equal("", (await bench.ListAsync()).Models[0].Versions[0].Problem);
    }

    [ToolFact]
    public async Task TokensRevoked_SignsInAnew()
    {
        await bench.ListAsync();
        bench.StandIn.RevokeTokens();
        bench.Restart();

        Assert.Single((await bench.ListAsync()).Models);
    }

    private void Fail(string operation, Func<HttpContext, Task> way) => bench.StandIn.Fail(operation, way, way);

    private async Task UnavailableAsync(string text)
    {
        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(bench.ListAsync);
        Assert.Equal(text, exception.Message);
        bench.HasNoSecret(exception.ToString());
    }
}
