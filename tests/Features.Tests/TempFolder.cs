namespace FedMl.Features.Tests;

/// <summary>A folder that goes away with the test. Each write gets a later time than the one before.</summary>
internal sealed class TempFolder : IDisposable
{
    private DateTime lastWrite = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string Path { get; } = Directory.CreateTempSubdirectory("fedml-features-").FullName;

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public string Write(string file, string text)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Touch(path);
        return path;
    }

    public void Touch(string path) => File.SetLastWriteTimeUtc(path, lastWrite += TimeSpan.FromSeconds(1));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
