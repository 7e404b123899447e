namespace FedMl.Features.Duckdb;

/// <summary>Tells two states of a file apart without reading it.</summary>
internal readonly record struct FileStamp(long Length, DateTime WrittenUtc)
{
    public static FileStamp Of(string path)
    {
        if (Directory.Exists(path))
        {
            return OfFolder(new DirectoryInfo(path));
        }

        var file = new FileInfo(path);
        return new FileStamp(file.Length, file.LastWriteTimeUtc);
    }

    // Files are added to it, and it is written when one is.
    private static FileStamp OfFolder(DirectoryInfo folder) => new(folder.EnumerateFiles().Sum(file => file.Length), folder.LastWriteTimeUtc);
}
