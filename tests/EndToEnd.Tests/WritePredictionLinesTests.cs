using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FedMl.EndToEnd.Tests;

/// <summary>Predictions as JSON lines, from the Gateway into the embedded store and back.</summary>
public sealed class WritePredictionLinesTests : IAsyncLifetime
{
    private const string Run = """{"runId":"r1","model":"m","modelVersion":"7","createTable":true,"keys":[{"name":"id","type":"string"}],"outputs":[{"name":"p","type":"double"},{"name":"day","type":"date"}]}""";

    private readonly LocalProcess local = new();
    private readonly HttpClient http = new(new SocketsHttpHandler());

    public Task InitializeAsync() => local.StartAsync(
        _ => { }, "--Predictions:Target", "DuckDb", "--Predictions:Path", Path.Combine(local.Folder, "predictions.duckdb"), "--Gateway:PredictionBatchRows", "1000");

    public async Task DisposeAsync()
    {
        http.Dispose();
        await local.DisposeAsync();
    }

    [Fact]
    public async Task Write_WrongAndRepeatedRows_AreNamedByLineAndTheRestIsTakenUpAgain()
    {
        string[] rows = [.. Enumerable.Range(0, 2500).Select(i => $$"""{"id":"k{{i.ToString(CultureInfo.InvariantCulture)}}","p":0.5,"day":"2026-11-24"}""")];
        string[] wrong = [.. rows];
        wrong[1500] = """{"id":"k1500","p":"high","day":"2026-11-31"}""";
        wrong[1600] = rows[1599];
        wrong[1700] = """{"p":1}""";

        var (status, lines, body) = await SendAsync([Run, .. wrong]);

        Assert.Equal((400, "1001", "INVALID_REQUEST"), (status, lines, body.GetProperty("reason").GetString()));
        Assert.Equal(["line 1502.p", "line 1502.day", "line 1702.id"], body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()).OrderBy(field => field!.Split('.')[0], StringComparer.Ordinal));

        wrong[1500] = rows[1500];
        wrong[1700] = rows[1700];
        (_, lines, body) = await SendAsync([Run, .. wrong[1000..]]);

        Assert.Equal("0", lines);
        Assert.Equal(["line 601", "line 602"], body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));

        (status, lines, body) = await SendAsync([Run, .. rows, rows[0]]);

        Assert.Equal((200, "2502", 1500, 1001), (status, lines, body.GetProperty("writtenRows").GetInt32(), body.GetProperty("repeatedRows").GetInt32()));
    }

    private async Task<(int Status, string Lines, JsonElement Body)> SendAsync(string[] lines)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var response = await http.PostAsync(new Uri(local.Rest, "/v1/predictions/SCORES"), content);
        return ((int)response.StatusCode, response.Headers.GetValues("Fedml-Written-Lines").Single(), JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
