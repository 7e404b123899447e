using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace FedMl.Models.ArtifactCache;

/// <summary>The SHA-256 of every file downloaded so far, by its key; kept when the bytes are dropped, and over restarts.</summary>
internal sealed class KnownDigests(string folder)
{
    private const int MaxBytes = 256;

    private readonly ConcurrentDictionary<string, string> found = new(StringComparer.Ordinal);

    public string? Find(string key)
    {
        if (found.TryGetValue(key, out var sha256))
        {
            return sha256;
        }

        // A line that was tampered with or half-written does not hold together.
        return AtomicFile.Read(PathOf(key), MaxBytes)?.Split(' ') is [var written, var check] && check == Check(key, written)
            ? found.GetOrAdd(key, written)
            : null;
    }

    public void Remember(string key, string sha256)
    {
        AtomicFile.Write(PathOf(key), $"{sha256} {Check(key, sha256)}");
        found[key] = sha256;
    }

    public void Keep(IReadOnlySet<string> keys)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => !keys.Contains(file.Name)))
        {
            file.Delete();
            found.TryRemove(file.Name, out _);
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key);

    private static string Check(string key, string sha256) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{key} {sha256}")));
}
