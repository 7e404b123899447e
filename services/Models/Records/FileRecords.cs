using System.Globalization;
using System.Text;
using FedMl.ServiceDefaults.Folders;

namespace FedMl.Models.Records;

/// <summary>
/// Records as files of one folder: a line with a count of writes, which is the ETag, then the value. A write goes to a
/// file beside it, to the disk, and then in its place, so that whoever is killed meanwhile leaves the old record whole.
/// Reading takes no lock; writers of all processes take turns.
/// </summary>
internal sealed class FileRecords(string folder) : IRecords, IDisposable
{
    private const string Extension = ".record";
    private const int MaxETagLength = 20;

    private readonly FolderLock turn = new(Path.Join(folder, ".lock"));

    public async Task<Record?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(key, await File.ReadAllBytesAsync(FileOf(key), cancellationToken));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordsUnavailableException("A record cannot be read at the moment.", exception);
        }
    }

    public async Task<string?> PutAsync(string key, ReadOnlyMemory<byte> value, string? etag, CancellationToken cancellationToken)
    {
        if (value.Length > Record.MaxBytes)
        {
            throw new RecordsUnavailableException($"The record {key} would have {value.Length} bytes; the limit is {Record.MaxBytes}.");
        }

        try
        {
            var file = FileOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var held = await turn.TakeAsync(cancellationToken);
            var now = await GetAsync(key, cancellationToken);
            if (now?.ETag != etag)
            {
                return null;
            }

            var next = (now is null ? 1 : long.Parse(now.ETag, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            WholeFile.Write(file, "record", [.. Encoding.ASCII.GetBytes(next + "\n"), .. value.Span]);
            return next;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordsUnavailableException("A record cannot be written at the moment.", exception);
        }
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        RecordKey.Check(prefix.TrimEnd('/'));
        try
        {
            return Task.FromResult<IReadOnlyList<string>>(
            [
                .. new DirectoryInfo(Path.Join(folder, prefix)).EnumerateFiles("*" + Extension)
                    .Select(file => prefix + file.Name[..^Extension.Length]).Where(RecordKey.IsValid).Order(StringComparer.Ordinal),
            ]);
        }
        catch (DirectoryNotFoundException)
        {
            return Task.FromResult<IReadOnlyList<string>>([]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordsUnavailableException("Records cannot be listed at the moment.", exception);
        }
    }

    public void Dispose() => turn.Dispose();

    private static Record Parse(string key, byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        return end is > 0 and <= MaxETagLength && long.TryParse(bytes.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new Record(bytes.AsMemory(end + 1), Encoding.ASCII.GetString(bytes, 0, end))
            : throw new RecordCorruptException(key);
    }

    private string FileOf(string key)
    {
        RecordKey.Check(key);
        return Path.Join(folder, key + Extension);
    }
}
