using System.Text;

namespace FedMl.Models.ArtifactCache;

/// <summary>A small file that is there whole or not at all.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Its text; null where it is not there or cannot be read.</summary>
    public static string? Read(string path, int maxBytes)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file && file.Length <= maxBytes ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
