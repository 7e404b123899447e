using System.Globalization;
using System.Security.Cryptography;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.Models.ArtifactCache;

/// <summary>
/// A download under way: the bytes so far and a mark that says how many of them are good and what their SHA-256 is.
/// Whatever ends the process, the next one goes on from a mark that the bytes agree with, or from the start.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private const long MarkEvery = 64L * 1024 * 1024;
    private const int MarkBytes = 256;

    // For the failpoints.
    private const string What = "download";

    private readonly FileStream stream;
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly string path;
    private long marked;
    private bool isDone;

    private PartialFile(string path)
    {
        this.path = path;
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    public static async Task<PartialFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var partial = new PartialFile(path);
        try
        {
            if (!await partial.ResumeAsync(cancellationToken))
            {
                partial.Restart();
            }

            return partial;
        }
        catch
        {
            partial.isDone = true;
            partial.Dispose();
            throw;
        }
    }

    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        Failpoint.Pass(What, "half-written");
        Take(bytes.Span);
        if (Length - marked >= MarkEvery)
        {
            Mark();
        }
    }

    /// <summary>Puts everything on disk. What is done is moved or deleted by whoever has it.</summary>
    public Digests Complete()
    {
        stream.Flush(flushToDisk: true);
        isDone = true;
        File.Delete(MarkPath);
        Failpoint.Pass(What, "written");
        return new Digests(Convert.ToHexStringLower(sha256.GetHashAndReset()), md5.GetHashAndReset());
    }

    /// <summary>Gives up what is there.</summary>
    public void Delete()
    {
        isDone = true;
        File.Delete(MarkPath);
        File.Delete(path);
    }

    public void Dispose()
    {
        try
        {
            if (!isDone)
            {
                Mark();
            }
        }
        catch (IOException)
        {
            // Without a new mark the older one counts.
        }
        finally
        {
            stream.Dispose();
            sha256.Dispose();
            md5.Dispose();
        }
    }

    private string MarkPath => path + ".mark";

    private async Task<bool> ResumeAsync(CancellationToken cancellationToken)
    {
        if (AtomicFile.Read(MarkPath, MarkBytes)?.Split(' ') is not [var count, var hash]
            || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var good) || good > stream.Length)
        {
            return false;
        }

        var buffer = new byte[1024 * 1024];
        while (Length < good)
        {
            var wanted = (int)Math.Min(buffer.Length, good - Length);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, wanted), cancellationToken);
            Take(buffer.AsSpan(0, wanted));
        }

        stream.SetLength(good);
        marked = good;
        return Convert.ToHexStringLower(sha256.GetCurrentHash()) == hash;
    }

    private void Restart()
    {
        if (stream.Length > 0)
        {
            stream.SetLength(0);
        }

        Length = marked = 0;
        sha256.GetHashAndReset();
        md5.GetHashAndReset();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        sha256.AppendData(bytes);
        md5.AppendData(bytes);
        Length += bytes.Length;
    }

    private void Mark()
    {
        AtomicFile.Write(MarkPath, string.Create(CultureInfo.InvariantCulture, $"{Length} {Convert.ToHexStringLower(sha256.GetCurrentHash())}"));
        marked = Length;
    }
}

/// <summary>What a whole file's bytes are named by.</summary>
internal sealed record Digests(string Sha256, byte[] Md5);
