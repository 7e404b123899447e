using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Folders;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Sinks;

/// <summary>A folder of this machine, or one that several mount.</summary>
internal sealed class FolderStore(string folder) : IJobStore
{
    public Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<IDisposable>(new FileStream(Prepare(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (!IsFull(exception) && exception is not DirectoryNotFoundException)
        {
            throw new ServiceException(ErrorReason.JobTaken, "Another process works on this part of the job.", null, exception);
        }
    }

    public async Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }

    public Task PutAsync(string name, string what, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Write(() => WholeFile.Write(Prepare(name), what, bytes.Span));
        return Task.CompletedTask;
    }

    public Task AppendAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Write(() => Append(Prepare(name), bytes.Span));
        return Task.CompletedTask;
    }

    private static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(bytes[..(bytes.Length / 2)]);
        stream.Flush();
        Failpoint.Pass("checkpoint", "half-written");
        stream.Write(bytes[(bytes.Length / 2)..]);
        stream.Flush(flushToDisk: true);
    }

    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException || (exception is IOException failure && IsFull(failure)))
        {
            throw new ServiceException(ErrorReason.TargetFull, "There is no room for more predictions. Make room, then run the job again: it goes on behind what is written.", null, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.SourceUnavailable, "The sink's folder cannot be written.", null, exception);
        }
    }

    // ENOSPC and EDQUOT of Linux, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows. A file that may not grow is no
    // IOException: .NET says that its length is out of range.
    private static bool IsFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 122 or 112 or 39;

    private string Prepare(string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
