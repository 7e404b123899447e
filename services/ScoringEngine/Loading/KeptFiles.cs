using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Folders;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Files of artifacts that were downloaded, by their SHA-256, so that a start needs no Models. Bounded: the files used
/// last stay. Whoever reads one verifies it again. One process has the folder.
/// </summary>
internal sealed class KeptFiles
{
    private const string What = "artifact";

    private readonly EngineOptions options;
    private readonly string folder;

    public KeptFiles(IOptions<EngineOptions> options)
    {
        this.options = options.Value;
        folder = Path.Join(this.options.StateFolder, "artifacts");
        if (Keeps && Directory.Exists(folder))
        {
            // What a process left that was killed while it wrote.
            foreach (var left in Directory.EnumerateFiles(folder, "*.tmp"))
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>Whether files are kept at all.</summary>
    public bool Keeps => options.StateFolder.Length > 0;

    /// <summary>Opens a file; null where it is not kept.</summary>
    public FileStream? Open(ArtifactFile file)
    {
        var path = PathOf(file);
        if (!Keeps || !File.Exists(path))
        {
            return null;
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (stream.Length == file.SizeBytes)
        {
            return stream;
        }

        stream.Dispose();
        Forget(file);
        return null;
    }

    /// <summary>Drops a file that is not what its name says.</summary>
    public void Forget(ArtifactFile file) => File.Delete(PathOf(file));

    /// <summary>Keeps a file: it is there whole and verified, or not at all.</summary>
    /// <param name="file">The file.</param>
    /// <param name="write">Writes its bytes, and throws where they are not those that were published.</param>
    public async Task KeepAsync(ArtifactFile file, Func<Stream, Task> write)
    {
        Directory.CreateDirectory(folder);
        Trim(file.SizeBytes);
        var path = PathOf(file);
        var aside = WholeFile.NameBeside(path);
        try
        {
            await using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            Failpoint.Pass(What, "written");
            WholeFile.Place(aside, path, What);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    // Those used longest ago go first; a loaded model has its own copy, or its file open.
    private void Trim(long coming)
    {
        var files = new DirectoryInfo(folder).GetFiles().OrderBy(f => f.LastAccessTimeUtc).ToList();
        var bytes = files.Sum(f => f.Length) + coming;
        foreach (var file in files.TakeWhile(_ => bytes > options.MaxKeptBytes))
        {
            bytes -= file.Length;
            file.Delete();
        }
    }

    private string PathOf(ArtifactFile file) => file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigitLower)
        ? Path.Join(folder, file.Sha256)
        : throw new ServiceException(ErrorReason.ArtifactCorrupt, $"{file.Path} has no SHA-256.");
}
