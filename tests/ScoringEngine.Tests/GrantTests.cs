using System.Net.Http.Headers;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Tests.SignIn;
using FedMl.Tests.Onnx;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests;

/// <summary>Models are granted by tenant and group: to others they are not there, whatever call they try.</summary>
public sealed class GrantTests : IAsyncLifetime
{
    private TwoTenants tenants = null!;
    private RunningScoring host = null!;

    public async Task InitializeAsync()
    {
        tenants = await TwoTenants.StartAsync();
        host = await RunningScoring.StartAsync(
            registry =>
            {
                foreach (var model in new[] { "one", "other", "grouped", "unlisted" })
                {
                    registry.Publish(model, "1", ("model.onnx", Graphs.Identity(Element.Float, -1, 2)));
                }
            },
            [
                .. tenants.Args, "--Auth:Grants:Models:one:Tenants:0", TwoTenants.One, "--Auth:Grants:Models:other:Tenants:0", TwoTenants.Other,
                "--Auth:Grants:Models:grouped:Groups:0", "ANALYSTS",
            ]);
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await tenants.DisposeAsync();
    }

    [Theory]
    [InlineData(TwoTenants.One, "", "one")]
    [InlineData(TwoTenants.Other, "", "other")]
    [InlineData(TwoTenants.One, "ANALYSTS", "grouped,one")]
    [InlineData("33333333-3333-4333-8333-333333333333", "", "")]
    [InlineData("33333333-3333-4333-8333-333333333333", "ANALYSTS", "grouped")]
    public async Task Models_OfOthers_AreNotThere(string tenant, string group, string seen)
    {
        var headers = tenants.Headers(tenant, group);
        string[] expected = seen.Split(',', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(expected, (await host.Scoring.ListModelStatusesAsync(new ListModelStatusesRequest(), headers)).Statuses.Select(s => s.Model));
        Assert.Equal(expected, (await host.Inference.RepositoryIndexAsync(new RepositoryIndexRequest(), headers)).Models.Select(m => m.Name));
        Assert.Equal(expected, (await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest(), headers)).ModelStats.Select(m => m.Name));
        foreach (var model in new[] { "one", "other", "grouped", "unlisted" })
        {
            var sees = expected.Contains(model);
            await SeenAsync(sees, async () => await host.Inference.ModelMetadataAsync(new ModelMetadataRequest { Name = model }, headers));
            await SeenAsync(sees, async () => await host.Inference.ModelConfigAsync(new ModelConfigRequest { Name = model }, headers));
            await SeenAsync(sees, async () => await host.Inference.ModelReadyAsync(new ModelReadyRequest { Name = model }, headers));
            await SeenAsync(sees, async () => await host.Inference.ModelInferAsync(Request(model, ""), headers));
            await SeenAsync(sees, async () => await host.Inference.ModelInferAsync(Request(model, "1"), headers));
            await SeenAsync(sees, async () => await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest { Name = model }, headers));
            Assert.Equal(sees ? 200 : 404, await RestAsync(model, tenants.Authorization(tenant, group)));
            Assert.Equal(sees ? "" : "not found", await StreamAsync(model, headers));
        }
    }

    [Fact]
    public async Task Models_OfOthers_AnswerAsThoseThatAreNotThere()
    {
        var headers = tenants.Headers(TwoTenants.One);

        var (hidden, missing) = (await FailsAsync("other"), await FailsAsync("nowhere"));

        Assert.Equal(missing.Status.Detail.Replace("nowhere", "other", StringComparison.Ordinal), hidden.Status.Detail);
        Assert.Equal(missing.StatusCode, hidden.StatusCode);

        async Task<RpcException> FailsAsync(string model) =>
            await Assert.ThrowsAsync<RpcException>(async () => await host.Inference.ModelInferAsync(Request(model, ""), headers));
    }

    private static async Task SeenAsync(bool sees, Func<Task> call)
    {
        var refused = await Record.ExceptionAsync(call);

        Assert.Equal(sees ? null : (StatusCode?)StatusCode.NotFound, (refused as RpcException)?.StatusCode);
    }

    private async Task<string> StreamAsync(string model, Metadata headers)
    {
        using var call = host.Inference.ModelStreamInfer(headers);
        await call.RequestStream.WriteAsync(Request(model, ""));
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current.ErrorMessage.Contains("not found", StringComparison.Ordinal) ? "not found" : call.ResponseStream.Current.ErrorMessage;
    }

    private async Task<int> RestAsync(string model, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, $"/v2/models/{model}/infer"));
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        request.Content = new StringContent("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""", Encoding.UTF8, "application/json");
        using var answer = await host.Http.SendAsync(request, CancellationToken.None);
        return (int)answer.StatusCode;
    }

    private static ModelInferRequest Request(string model, string version)
    {
        var request = new ModelInferRequest { ModelName = model, ModelVersion = version };
        var input = new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Contents = new InferTensorContents { Fp32Contents = { 1, 2 } } };
        input.Shape.AddRange([1, 2]);
        request.Inputs.Add(input);
        return request;
    }
}
