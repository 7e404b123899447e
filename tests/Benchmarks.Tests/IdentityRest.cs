using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.Benchmarks.Tests;

/// <summary>The REST side of the identity model, JSON (in chunks) and binary.</summary>
internal static class IdentityRest
{
    private const string LengthHeader = "Inference-Header-Content-Length";

    public static void Map(WebApplication app)
    {
        app.MapGet("/v2/models/identity", () => new { name = "identity", inputs = new[] { new { name = "x", datatype = "FP32", shape = new[] { -1, 3 } } } });
        app.MapPost("/v2/models/identity/infer", AnswerAsync);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var misdeed = context.RequestServices.GetRequiredService<Misdeeds>().Next();
        if (misdeed == Misdeed.Refusal)
        {
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync("""{"error":"too much of it"}""");
        }
        else if (int.TryParse(context.Request.Headers[LengthHeader], CultureInfo.InvariantCulture, out var header))
        {
            await WriteBinaryAsync(context.Response, body.ToArray()[header..], misdeed);
        }
        else
        {
            var input = JsonNode.Parse(body.ToArray())!["inputs"]![0]!;
            var data = input["data"]!.AsArray().Select(v => v!.GetValue<float>()).ToArray();
            data[^1] += misdeed == Misdeed.WrongValue ? 1 : 0;
            await context.Response.WriteAsJsonAsync(new { model_name = "identity", outputs = new[] { new { name = "y", datatype = "FP32", shape = input["shape"], data } } });
        }
    }

    private static async Task WriteBinaryAsync(HttpResponse response, byte[] tensor, Misdeed misdeed)
    {
        tensor[^1] ^= misdeed == Misdeed.WrongValue ? (byte)0x40 : (byte)0;
        var header = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model_name = "identity",
            outputs = new[] { new { name = "y", datatype = "FP32", shape = new[] { tensor.Length / 4 }, parameters = new { binary_data_size = tensor.Length } } },
        });
        response.Headers[LengthHeader] = header.Length.ToString(CultureInfo.InvariantCulture);
        await response.Body.WriteAsync((byte[])[.. header, .. tensor]);
    }
}
