using System.Text;
using FedMl.Protos.Training.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Tests.Training;

public sealed class EventEndpointsTests
{
    private const string Path = "/v1/training-events";

    [Theory]
    [InlineData("application/cloudevents+json", """{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"x","data":{"a":1}}""")]
    [InlineData("application/cloudevents-batch+json", """[{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"x"}]""")]
    [InlineData("application/json", """[{"id":"1","topic":"/s","eventType":"t","subject":"x","eventTime":"2026-01-01T00:00:00Z","data":{},"dataVersion":"1"}]""")]
    public async Task Receive_OfEveryForm_IsTheCallAndItsAnswer(string type, string json)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ReceiveEventRequest>(_ => new ReceiveEventResponse { Runs = { new Run { At = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch), Trigger = "event", Job = "t-1" } } });

        var answer = await (await gateway.SendAsync(Post(type, json))).JsonAsync(200);

        answer.IsJson("""{"runs":[{"at":"1970-01-01T00:00:00Z","trigger":"event","job":"t-1","refused":""}]}""");
        Assert.Equal(new ReceiveEventRequest { Id = "1", Source = "/s", Type = "t", Subject = "x" }, gateway.StandIn.Single<ReceiveEventRequest>());
    }

    [Fact]
    public async Task Receive_OfWrongEvents_NamesAllFaultsAndTakesNone()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.PostAsync(Path, """
            [{"specversion":"1.0","id":"1","source":"/s","type":"t"},{"id":7,"source":"/s"},{"specversion":"1.0","id":"2","source":"/s","type":"t","data":1,"data_base64":"AA=="},3,{"eventType":"e"}]
            """)).JsonAsync(400);

        Assert.Equal(
            [
                "[1].specversion: must be 1.0", "[1].id: must be a text that is not empty", "[1].type: must be a text that is not empty",
                "[2].data_base64: must not stand beside data", "[3]: must be an object", "[4].id: must be a text that is not empty", "[4].topic: must be a text that is not empty",
            ],
            problem.Faults());
    }

    [Theory]
    [InlineData(100, 200)]
    [InlineData(101, 400)]
    public async Task Receive_AtTheMostEvents_TakesOrRefuses(int count, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<ReceiveEventRequest>(_ => new ReceiveEventResponse());

        var events = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"specversion":"1.0","id":"{{i}}","source":"/s","type":"t"}"""));
        await (await gateway.PostAsync(Path, $"[{events}]")).JsonAsync(status);
    }

    [Fact]
    public async Task Receive_OfAValidation_GivesTheCodeBack()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await (await gateway.PostAsync(Path, """
            [{"id":"1","topic":"/t","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6","validationUrl":"http://169.254.169.254/"}}]
            """)).JsonAsync(200);

        answer.IsJson("""{"validationResponse":"512d38b6"}""");
    }

    [Fact]
    public async Task Options_OfAnOrigin_AllowsIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(gateway.Address, Path)) { Headers = { { "WebHook-Request-Origin", "eventgrid.azure.net" } } };

        using var response = await client.SendAsync(request, CancellationToken.None);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("eventgrid.azure.net", response.Headers.GetValues("WebHook-Allowed-Origin").Single());
    }

    private static HttpRequestMessage Post(string type, string json) =>
        new(HttpMethod.Post, Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new(type) } } };
}
