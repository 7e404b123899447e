namespace FedMl.Models;

/// <summary>A models folder of one test.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("fedml-models-");

    public TempFolder()
    {
        Models = root.CreateSubdirectory("registry").FullName;
        Elsewhere = root.CreateSubdirectory("elsewhere").FullName;
    }

    /// <summary>The registry.</summary>
    public string Models { get; }

    /// <summary>On the same file system, outside of the registry.</summary>
    public string Elsewhere { get; }

    public string Write(string path, string text)
    {
        var file = Path.Combine(Models, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public string Write(string path, byte[] bytes)
    {
        var file = Write(path, "");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public void Dispose() => root.Delete(recursive: true);
}
