namespace FedMl.Benchmarks.Servers;

/// <summary>What the benchmark tells a server that it starts.</summary>
/// <param name="Kind">Which server.</param>
/// <param name="GrpcPort">Port of HTTP/2.</param>
/// <param name="RestPort">Port of HTTP/1.1, with the count of allocated bytes.</param>
/// <param name="ModelsFolder">Folder of <c>name/1/model.onnx</c>.</param>
internal sealed record ServeArguments(string Kind, int GrpcPort, int RestPort, string ModelsFolder)
{
    public const string Echo = "echo";
    public const string Naive = "naive";

    public static ServeArguments Parse(string[] args) =>
        new(args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), args[3]);

    public string[] ToArray() => [Kind, $"{GrpcPort}", $"{RestPort}", ModelsFolder];
}
