using System.Text;
using System.Text.Json;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Folders;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.Training.Jobs;

/// <summary>
/// A job's facts as lines of JSON. Each is on the disk before anyone acts on it; what a killed process left of a line is cut
/// off when the journal is read again.
/// </summary>
internal sealed class JobJournal(string folder)
{
    private const string FileName = "journal.jsonl";

    // A template and its parameters are the most that a line holds.
    private const int MaxBytes = 16 * 1024 * 1024;

    private string Path => System.IO.Path.Join(folder, FileName);

    /// <summary>Makes the journal with its first fact, whole or not at all.</summary>
    public void Create(JobFact fact)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path, "job", LineOf(fact));
    }

    /// <summary>All facts; none where no journal was made.</summary>
    /// <exception cref="JsonException">A line is no fact.</exception>
    public IReadOnlyList<JobFact> Read()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        if (new FileInfo(Path).Length > MaxBytes)
        {
            throw new JsonException("is too large");
        }

        var text = File.ReadAllText(Path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length)
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Write);
            file.SetLength(Encoding.UTF8.GetByteCount(whole));
        }

        JobFact[] facts = [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        return facts is [{ Request: not null }, ..] ? facts : throw new JsonException("does not begin with a request");
    }

    /// <exception cref="ServiceException">JOBS_UNAVAILABLE: it cannot be written.</exception>
    public void Append(JobFact fact)
    {
        try
        {
            var line = LineOf(fact);
            using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read);
            var before = file.Length;
            try
            {
                file.Write(line);
                file.Flush(flushToDisk: true);
            }
            catch
            {
                file.SetLength(before);
                throw;
            }

            Failpoint.Pass("fact", "written");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "A job's journal cannot be written at the moment.", null, exception);
        }
    }

    private static byte[] LineOf(JobFact fact) => [.. JsonSerializer.SerializeToUtf8Bytes(fact, JobFact.Json), (byte)'\n'];

    private static JobFact Parse(string line) => JsonSerializer.Deserialize<JobFact>(line, JobFact.Json) ?? throw new JsonException("null");
}
