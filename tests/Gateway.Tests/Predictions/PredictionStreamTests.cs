using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;

namespace FedMl.Gateway.Tests.Predictions;

/// <summary>Predictions as a stream of JSON lines.</summary>
public sealed class PredictionStreamTests
{
    private const string Path = "/v1/predictions/T";
    private const string Run = """{"runId":"r1","model":"m","modelVersion":"7","createTable":true,"keys":[{"name":"id","type":"string"}],"outputs":[{"name":"p","type":"double"}]}""";

    [Fact]
    public async Task Write_Lines_AreSentAsOneRunAndItsBatches()
    {
        await using var gateway = await StartAsync("--Gateway:PredictionBatchRows=2");

        var response = await SendAsync(gateway, $"\ufeff{Run}\r\n" + "{\"id\":\"1\",\"p\":0.5}\r\n\n  \t\n{\"p\":1,\"id\":\"2\"}\n{\"id\":\"3\"}\n{\"id\":\"ü\",\"p\":null}\n{\"id\":\"5\",\"p\":2.5}");

        (await response.JsonAsync(200)).IsJson("""{"writtenRows":5,"repeatedRows":3}""");
        Assert.Equal("8", LinesOf(response));
        var parts = PartsOf(gateway);
        Assert.Equal(("T", "r1", "m", "7", true), (parts[0].Run.Table, parts[0].Run.RunId, parts[0].Run.Model, parts[0].Run.ModelVersion, parts[0].Run.CreateTable));
        Assert.Equal(["1 2", "3 ü", "5"], parts.Skip(1).Select(part => string.Join(' ', part.Batch.Columns.Single(column => column.Name == "id").Strings.Values)));
        Assert.Equal([0.5, 1], parts[1].Batch.Columns.Single(column => column.Name == "p").Doubles.Values);
        Assert.Equal([ValueStatus.NotFound, ValueStatus.Null], parts[2].Batch.Columns.Single(column => column.Name == "p").Statuses);
    }

    [Fact]
    public async Task Write_RunWithoutRows_IsTheRunAlone()
    {
        await using var gateway = await StartAsync();

        (await (await SendAsync(gateway, Run)).JsonAsync(200)).IsJson("""{"writtenRows":0,"repeatedRows":0}""");

        Assert.NotNull(Assert.Single(PartsOf(gateway)).Run);
    }

    [Fact]
    public async Task Write_FarMoreThanABodyMayHave_IsTakenPartByPart()
    {
        const int Rows = 100_000;
        await using var gateway = await StartAsync("--Gateway:MaxBodyBytes=1024", "--Gateway:MaxRows=1", "--Limits:MaxMessageBytes=65536", "--Gateway:PredictionBatchBytes=16384");

        var response = await SendAsync(gateway, $"{Run}\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"{{\"id\":\"{i}\",\"p\":0.5}}\n")));

        Assert.Equal(Rows, (await response.JsonAsync(200))["writtenRows"]!.GetValue<int>());
        Assert.Equal($"{Rows + 1}", LinesOf(response));
        Assert.All(PartsOf(gateway), part => Assert.InRange(part.CalculateSize(), 1, 20_000));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Write_CompressedLines_AreUnpackedAsTheyCome(string encoding)
    {
        await using var gateway = await StartAsync();
        using var packed = new MemoryStream();
        await using (Stream packing = encoding == "gzip" ? new GZipStream(packed, CompressionMode.Compress, leaveOpen: true) : new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await packing.WriteAsync(Encoding.UTF8.GetBytes(Run + "\n{\"id\":\"1\",\"p\":1}\n"));
        }

        Assert.Equal("2", LinesOf(await SendAsync(gateway, packed.ToArray(), encoding)));
        Assert.Equal("MALFORMED_REQUEST", (string?)(await (await SendAsync(gateway, Encoding.UTF8.GetBytes(Run), encoding)).JsonAsync(400))["reason"]);
    }

    [Fact]
    public async Task Write_WrongLines_AreAllNamedAndNothingOfTheirBatchIsSent()
    {
        await using var gateway = await StartAsync("--Gateway:PredictionBatchRows=8");
        var good = string.Concat(Enumerable.Range(0, 8).Select(i => $"{{\"id\":\"{i}\",\"p\":1}}\n"));

        var response = await SendAsync(
            gateway, [.. Encoding.UTF8.GetBytes($"{Run}\n{good}7\n{{\"id\":[1],\"p\":1}}\n{{\"id\":\"a\",\"id\":\"b\",\"q\":1}}\n{{\"id\":\"a\"}} {{}}\n[{{\"id\":\"a\"}}]\n"), 0xff, .. "\n{\"id\":\"x\",\"p\":1}\n{\"id\":\"x\",\"p"u8]);

        var problem = await response.JsonAsync(400);
        Assert.Equal(
            [
                "line 10: must be an object", "line 11.id: must be a string, a number, true, false or null", "line 12.id: is there twice", "line 12.q: is not known here",
                "line 13: is not one JSON document (of at most 8 levels), from byte 12 on", "line 14: must be an object", "line 15: is not UTF-8",
                "line 17: is not one JSON document (of at most 8 levels), from byte 13 on",
            ],
            problem.Faults());
        Assert.Equal("9", LinesOf(response));
        Assert.Equal(2, PartsOf(gateway).Length);
    }

    [Theory]
    [InlineData("", "line 1: is missing: it must tell of the run")]
    [InlineData("\n \n", "line 2: is missing: it must tell of the run")]
    [InlineData("[]", "line 1: must be an object")]
    [InlineData("{\"runId\":\"r\"", "line 1: is not one JSON document (of at most 8 levels), from byte 13 on")]
    [InlineData(
        "\n{\"runId\":1,\"model\":\"m\",\"createTable\":\"yes\",\"keys\":{},\"outputs\":[7],\"rows\":[],\"model\":\"x\"}",
        "line 2.runId: must be a string", "line 2.createTable: must be true or false", "line 2.keys: must be an array of columns", "line 2.outputs[0]: must be an object with name and type",
        "line 2.rows: is there twice, or not known here; known are runId, model, modelVersion, createTable, keys, outputs",
        "line 2.model: is there twice, or not known here; known are runId, model, modelVersion, createTable, keys, outputs", "line 2.modelVersion: is missing")]
    public async Task Write_WrongRun_NamesEachFaultAndAsksNobody(string body, params string[] faults)
    {
        await using var gateway = await StartAsync();

        var response = await SendAsync(gateway, body);

        Assert.Equal(faults, (await response.JsonAsync(400)).Faults());
        Assert.Equal("0", LinesOf(response));
        Assert.Empty(gateway.StandIn.Requests);
    }

    [Theory]
    [InlineData(1024, 200)]
    [InlineData(1025, 413)]
    public async Task Write_LineAtTheLimit_IsTakenAndBeyondItRefused(int bytes, int status)
    {
        await using var gateway = await StartAsync("--Gateway:MaxLineBytes=1024", "--Gateway:PredictionBatchRows=1");
        var row = $"{{\"id\":\"{new string('x', bytes - 15)}\",\"p\":1}}";
        Assert.Equal(bytes, row.Length);

        // Also a line that goes on and on is given up at its limit.
        foreach (var end in new[] { "\n", status == 200 ? "" : new string('x', 100_000) })
        {
            var response = await SendAsync(gateway, $"{Run}\n{{\"id\":\"a\",\"p\":1}}\n{row}{end}");
            var body = await response.JsonAsync(status);

            Assert.Equal(status == 200 ? "3" : "2", LinesOf(response));
            Assert.Equal(status == 200 ? null : "REQUEST_TOO_LARGE", (string?)body["reason"]);
            Assert.Equal(status == 200 ? [] : ["line 3: has more than 1024 bytes, the most that this server takes"], body["faults"] is null ? [] : body.Faults());
        }
    }

    [Fact]
    public async Task Write_FaultsOfFeatures_NameLines()
    {
        await using var gateway = await TestGateway.StartAsync("--Gateway:PredictionBatchRows=2");
        gateway.StandIn.On<WritePredictionsRequest>(part => part.Batch?.Columns[0].Strings.Values.Contains("3") == true
            ? throw RpcErrors.ToRpcException(ServiceException.FromFaults(
                ErrorReason.InvalidRequest, "The batch is wrong", [new("p[0]", "a"), new("batch[1]", "b"), new("batch", "c"), new("run.run_id", "d"), new("p[2]", "e"), new("p", "f")]))
            : new WritePredictionsResponse());

        var response = await SendAsync(gateway, $"{Run}\n{{\"id\":\"1\",\"p\":1}}\n{{\"id\":\"2\",\"p\":1}}\n\n{{\"id\":\"3\",\"p\":1}}\n\n{{\"id\":\"4\",\"p\":1}}\n{{\"id\":\"5\",\"p\":1}}\n");

        Assert.Equal(["line 5.p: a", "line 7: b", "lines 5 to 7: c", "line 1.runId: d", "p[2]: e", "p: f"], (await response.JsonAsync(400)).Faults());
        Assert.Equal("3", LinesOf(response));
    }

    [Theory]
    [InlineData(ErrorReason.Disabled, 403)]
    [InlineData(ErrorReason.TableNotFound, 404)]
    [InlineData(ErrorReason.TargetFull, 507)]
    public async Task Write_FeaturesRefusesTheRun_SaysWhy(ErrorReason reason, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.On<WritePredictionsRequest>((part, _) => throw RpcErrors.ToRpcException(new ServiceException(reason, "because")));

        foreach (var rows in new[] { "", "\n{\"id\":\"1\",\"p\":1}" })
        {
            var response = await SendAsync(gateway, Run + rows);
            Assert.Equal(ErrorCatalogue.Of(reason).Name, (string?)(await response.JsonAsync(status))["reason"]);
            Assert.Equal("0", LinesOf(response));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", true)]
    [InlineData("Content-Length: 100000", false)]
    public async Task Write_ConnectionBreaks_LeavesWholeBatchesAndNoPartOfOne(string header, bool isChunked)
    {
        var ended = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync("--Gateway:PredictionBatchRows=2");
        var second = new TaskCompletionSource();
        gateway.StandIn.On<WritePredictionsRequest>((part, context) =>
        {
            context.CancellationToken.Register(() => ended.TrySetResult());
            (part.Batch is null ? null : second)?.TrySetResult();
            return Task.FromResult<IMessage>(new WritePredictionsResponse { WrittenRows = part.Batch is null ? 0 : 2 });
        });
        var body = $"{Run}\n{{\"id\":\"1\",\"p\":1}}\n{{\"id\":\"2\",\"p\":1}}\n{{\"id\":\"3\",\"p\":1}}\n{{\"id\":\"4\"";

        using (var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port))
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n{header}\r\n\r\n{(isChunked ? $"{body.Length:x}\r\n{body}\r\n" : body)}"));
            await second.Task;
        }

        await ended.Task;
        Assert.Equal(2, PartsOf(gateway).Length);
    }

    [Fact]
    public async Task Write_NothingComes_IsEndedAndSaysSo()
    {
        await using var gateway = await StartAsync("--Gateway:StreamIdleSeconds=1");
        using var socket = new TcpClient(gateway.Address.Host, gateway.Address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n{Run.Length + 1:x}\r\n{Run}\n\r\n"));

        var answer = new StreamReader(socket.GetStream());

        Assert.Equal("HTTP/1.1 504 Gateway Timeout", await answer.ReadLineAsync());
    }

    private static async Task<TestGateway> StartAsync(params string[] settings)
    {
        var gateway = await TestGateway.StartAsync(settings);
        gateway.StandIn.On<WritePredictionsRequest>(part => new WritePredictionsResponse { WrittenRows = part.Batch?.Columns[0].Strings.Values.Count ?? 0, RepeatedRows = 1 });
        return gateway;
    }

    private static WritePredictionsRequest[] PartsOf(TestGateway gateway) => [.. gateway.StandIn.Requests.Cast<WritePredictionsRequest>()];

    private static string LinesOf(HttpResponseMessage response) => response.Headers.GetValues("Fedml-Written-Lines").Single();

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string body) => SendAsync(gateway, Encoding.UTF8.GetBytes(body));

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/x-ndjson; charset=utf-8") } };
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, Path) { Content = content });
    }
}
