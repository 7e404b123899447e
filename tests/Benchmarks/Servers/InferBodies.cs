using System.Text.Json.Serialization;

namespace FedMl.Benchmarks.Servers;

internal sealed record InferRequestBody(IReadOnlyList<TensorBody> Inputs);

internal sealed record TensorBody(string Name, string Datatype, long[] Shape, float[] Data);

internal sealed record InferResponseBody([property: JsonPropertyName("model_name")] string ModelName, IReadOnlyList<TensorBody> Outputs)
{
    public static InferResponseBody Of(string model, InferRequestBody request, NaiveModels models)
    {
        var input = request.Inputs[0];
        var rows = (int)input.Shape[0];
        var scores = models.Score(model, rows, input.Data);
        return new InferResponseBody(model, [new TensorBody("y", "FP32", [rows, scores.Length / rows], scores)]);
    }
}
