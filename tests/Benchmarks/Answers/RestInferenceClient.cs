using System.Net.Http.Headers;
using System.Text.Json;
using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Answers;

internal sealed class RestInferenceClient(LoadPlan plan) : IInferenceClient
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());

    public async Task<IReadOnlyList<InputSpec>> InputsAsync()
    {
        var path = HttpRequest.InferPath(plan.Model, plan.Version);
        var metadata = await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(plan.Target, path[..path.LastIndexOf('/')])));
        return [.. metadata.GetProperty("inputs").EnumerateArray().Select(i => new InputSpec(TextOf(i, "name"), TextOf(i, "datatype"), ShapeOf(i)))];
    }

    public async Task<IReadOnlyList<RowTensor>> InferAsync(RowRange range)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(plan.Target, HttpRequest.InferPath(plan.Model, plan.Version)))
        {
            Content = new ByteArrayContent(InferJson.Body(range)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        var answer = await SendAsync(request);
        return
        [
            .. answer.GetProperty("outputs").EnumerateArray()
                .Where(o => ElementType.SizeOf(TextOf(o, "datatype")) > 0)
                .Select(o => new RowTensor(TextOf(o, "name"), TextOf(o, "datatype"), ShapeOf(o)[1..], JsonElements.Read(TextOf(o, "datatype"), o.GetProperty("data")))),
        ];
    }

    public void Dispose() => http.Dispose();

    private static string TextOf(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static long[] ShapeOf(JsonElement element) => [.. element.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using (request)
            using (var response = await http.SendAsync(request, CancellationToken.None))
            {
                var body = await response.Content.ReadAsStringAsync();
                return response.IsSuccessStatusCode
                    ? JsonDocument.Parse(body).RootElement
                    : throw new LoadException($"{plan.Target} does not answer for model {plan.Model}: HTTP {(int)response.StatusCode}: {body}");
            }
        }
        catch (HttpRequestException exception)
        {
            throw new LoadException($"{plan.Target} does not answer: {exception.Message}", exception);
        }
    }
}
