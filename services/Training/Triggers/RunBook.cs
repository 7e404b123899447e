using System.Text.Json;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Folders;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Triggers;

/// <summary>
/// What triggers did, as lines of a file: so what comes twice is known to have come, beyond a restart and beyond the jobs that
/// are kept. The oldest are forgotten.
/// </summary>
internal sealed class RunBook
{
    private const string FileName = ".runs.jsonl";

    private readonly Lock gate = new();
    private readonly List<TriggerRun> runs = [];
    private readonly Dictionary<(string, string, string), TriggerRun> byKey = [];
    private readonly string file;
    private readonly int maxRuns;

    /// <exception cref="OptionsValidationException">What is there is no book of this service.</exception>
    public RunBook(IOptions<TrainingOptions> options)
    {
        file = Path.Join(options.Value.StateFolder, FileName);
        maxRuns = options.Value.MaxKeptRuns;
        foreach (var run in Read())
        {
            Take(run);
        }

        Shrink();
    }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<TriggerRun> Of(string tenant, string template)
    {
        lock (gate)
        {
            return [.. runs.Where(run => run.Tenant == tenant && run.Template == template).Reverse()];
        }
    }

    public TriggerRun? Find(string tenant, string template, string key)
    {
        lock (gate)
        {
            return byKey.GetValueOrDefault((tenant, template, key));
        }
    }

    /// <exception cref="ServiceException">JOBS_UNAVAILABLE: it cannot be written.</exception>
    public void Add(TriggerRun run)
    {
        lock (gate)
        {
            try
            {
                using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
                {
                    stream.Write(LineOf(run));
                    stream.Flush(flushToDisk: true);
                }

                Take(run);
                Shrink();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ServiceException(ErrorReason.JobsUnavailable, "What a trigger did cannot be written down at the moment.", null, exception);
            }
        }
    }

    private void Take(TriggerRun run)
    {
        runs.Add(run);
        byKey[(run.Tenant, run.Template, run.Key)] = run;
    }

    // Not at every run: only when half of the file would go.
    private void Shrink()
    {
        if (runs.Count < 2 * maxRuns)
        {
            return;
        }

        TriggerRun[] kept = [.. runs.TakeLast(maxRuns)];
        WholeFile.Write(file, "runs", [.. kept.SelectMany(LineOf)]);
        runs.Clear();
        byKey.Clear();
        foreach (var run in kept)
        {
            Take(run);
        }
    }

    // A last line without an end was never answered for.
    private List<TriggerRun> Read()
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            var text = File.ReadAllText(file);
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            if (whole.Length < text.Length)
            {
                WholeFile.Write(file, "runs", System.Text.Encoding.UTF8.GetBytes(whole));
            }

            return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<TriggerRun>(line, Jobs.JobFact.Json) ?? throw new JsonException("null"))];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(nameof(TrainingOptions.StateFolder), typeof(TrainingOptions),
                [$"{TrainingOptions.Section}:{nameof(TrainingOptions.StateFolder)}: its file {FileName} cannot be read, or was not written by this service."]);
        }
    }

    private static byte[] LineOf(TriggerRun run) => [.. JsonSerializer.SerializeToUtf8Bytes(run, Jobs.JobFact.Json), (byte)'\n'];
}
