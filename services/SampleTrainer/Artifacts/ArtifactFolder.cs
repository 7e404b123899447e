namespace FedMl.SampleTrainer.Artifacts;

/// <summary>The files of one version of a model.</summary>
internal static class ArtifactFolder
{
    public const string Model = "model.onnx";
    public const string Signature = "signature.yaml";
    public const string Metrics = "metrics.json";
    public const string Card = "model-card.md";
    public const string Samples = "samples.json";

    /// <summary>In the order written: who watches the folder takes model.onnx for the sign that a version is there.</summary>
    public static readonly IReadOnlyList<string> Files = [Signature, Metrics, Card, Samples, Model];

    public static void Write(string folder, IReadOnlyDictionary<string, byte[]> contents)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var file in Files)
            {
                var path = Path.Combine(folder, file);
                var unfinished = path + ".part";
                File.WriteAllBytes(unfinished, contents[file]);
                File.Move(unfinished, path, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TrainingException.OfFile("--output: the files cannot be written", folder, exception);
        }
    }
}
