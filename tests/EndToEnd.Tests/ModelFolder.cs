namespace FedMl.EndToEnd.Tests;

/// <summary>The folder from which Local publishes models.</summary>
internal sealed class ModelFolder(string path)
{
    /// <summary>Puts a version there all at once, as the README says.</summary>
    public void Publish(string model, string version, byte[] graph)
    {
        var aside = Path.Combine(path, $".{model}-{version}.tmp");
        Directory.CreateDirectory(aside);
        File.WriteAllBytes(Path.Combine(aside, "model.onnx"), graph);
        Directory.CreateDirectory(Path.Combine(path, model));
        Directory.Move(aside, Path.Combine(path, model, version));
    }

    public void Delete(string model, string version) => Directory.Delete(Path.Combine(path, model, version), recursive: true);

    public void Delete(string model) => Directory.Delete(Path.Combine(path, model), recursive: true);
}
