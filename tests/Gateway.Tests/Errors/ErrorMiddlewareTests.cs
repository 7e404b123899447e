using System.Text;
using System.Text.Json;
using FedMl.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedMl.Gateway.Tests.Errors;

public sealed class ErrorMiddlewareTests
{
    // What Kestrel throws while a body is read.
    [Theory]
    [InlineData(408, 400, "MALFORMED_REQUEST", "slowly")]
    [InlineData(400, 400, "MALFORMED_REQUEST", "not valid HTTP")]
    [InlineData(413, 413, "REQUEST_TOO_LARGE", "larger")]
    public async Task InvokeAsync_BodyThatKestrelGaveUp_IsNamed(int thrown, int status, string reason, string detail)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;

        await new ErrorMiddleware(_ => throw new BadHttpRequestException("x", thrown), NullLogger<ErrorMiddleware>.Instance).InvokeAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
        var problem = JsonDocument.Parse(body.ToArray()).RootElement;
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/models/iris:score", "application/problem+json", "reason")]
    [InlineData("/v2/models/iris/infer", "application/json", "error")]
    public async Task Call_OverANameThatIsNotLoopbacks_IsRefusedInTheShapeOfThePath(string path, string type, string field)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Host = "evil.example";

        var answer = await gateway.SendAsync(request);

        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull((await answer.JsonAsync(400))[field]);
    }
}
