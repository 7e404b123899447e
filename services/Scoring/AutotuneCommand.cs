using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Tuning;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring;

/// <summary><c>autotune FILE</c>: measures a model on this machine and prints the settings that suit it best.</summary>
internal static class AutotuneCommand
{
    private const long MaxGraphBytes = 2_000_000_000;
    private const string Usage = """
        autotune FILE.onnx [options]     measures a model on this machine and prints its best settings
          --model NAME      its name in the settings (the file's, or its folder's where that is model.onnx)
          --write FILE      puts the settings into a JSON file, beside what is there
          --callers N       requests under way at a time (64)
          --seconds S       time of one trial (0.4)
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter complaints)
    {
        if (!TryParse(args, out var options, out var fault))
        {
            await complaints.WriteLineAsync(fault + Environment.NewLine + Usage);
            return 2;
        }

        try
        {
            var graph = await ReadAsync(options.File);
            var results = await new Autotune(options.Callers, TimeSpan.FromSeconds(options.Seconds), rounds: 3).RunAsync(graph, CancellationToken.None);
            await PrintAsync(results, options, output);
            if (options.Write is { } path)
            {
                await File.WriteAllTextAsync(path, Merge(path, SettingsOf(options.Model, results[0].Settings)));
                await output.WriteLineAsync($"written to {path}");
            }

            return 0;
        }
        catch (Exception exception) when (exception is ServiceException or IOException or UnauthorizedAccessException or JsonException)
        {
            await complaints.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>The settings as configuration.</summary>
    internal static JsonObject SettingsOf(string model, TrialSettings best) => new()
    {
        [EngineOptions.Section] = new JsonObject
        {
            ["Threads"] = best.Threads,
            ["Models"] = new JsonObject
            {
                [model] = new JsonObject
                {
                    ["Replicas"] = best.Replicas,
                    ["Batching"] = best.BatchRows == 0
                        ? new JsonObject { ["Mode"] = nameof(BatchingMode.Off) }
                        : new JsonObject { ["Mode"] = nameof(BatchingMode.On), ["MaxRows"] = best.BatchRows, ["DelayMilliseconds"] = best.DelayMilliseconds },
                },
            },
        },
    };

    /// <summary>Puts settings among those of a file.</summary>
    internal static string Merge(string path, JsonObject settings)
    {
        var target = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new JsonException($"{path} is no JSON object.") : [];
        Merge(target, settings);
        return target.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + Environment.NewLine;
    }

    private static void Merge(JsonObject target, JsonObject settings)
    {
        foreach (var (name, value) in settings.ToList())
        {
            if (value is JsonObject inner && target[name] is JsonObject there)
            {
                Merge(there, inner);
            }
            else
            {
                settings.Remove(name);
                target[name] = value;
            }
        }
    }

    private static async Task<byte[]> ReadAsync(string path) => new FileInfo(path) is { Exists: true, Length: <= MaxGraphBytes }
        ? await File.ReadAllBytesAsync(path)
        : throw new IOException(File.Exists(path) ? $"{path} has more than {MaxGraphBytes} bytes." : $"There is no file {path}.");

    private static async Task PrintAsync(IReadOnlyList<TrialResult> results, Options options, TextWriter output)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{options.Model}, one-row requests, {options.Callers} under way, {Environment.ProcessorCount} cores; the best first:"));
        foreach (var result in results)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {result.RequestsPerSecond,10:F0}/s  median {result.MedianMicroseconds,8:F0} µs  alone {result.AloneMicroseconds,8:F1} µs  {result.Settings}"));
        }

        await output.WriteLineAsync(SettingsOf(options.Model, results[0].Settings).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static bool TryParse(string[] args, out Options options, out string fault)
    {
        options = new Options("", "", null, 64, 0.4);
        List<string> faults = [];
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--model" when value.Length > 0:
                    options = options with { Model = value };
                    i++;
                    break;
                case "--write" when value.Length > 0:
                    options = options with { Write = value };
                    i++;
                    break;
                case "--callers" when int.TryParse(value, CultureInfo.InvariantCulture, out var callers) && callers is >= 1 and <= 10_000:
                    options = options with { Callers = callers };
                    i++;
                    break;
                case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.01 and <= 60:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                case var file when !file.StartsWith('-') && options.File.Length == 0:
                    options = options with { File = file };
                    break;
                case "--model" or "--write" or "--callers" or "--seconds":
                    faults.Add($"{args[i]} has no value, or one that is out of range.");
                    i++;
                    break;
                default:
                    faults.Add($"{args[i]} is no option.");
                    break;
            }
        }

        if (options.File.Length == 0)
        {
            faults.Add("A model file is needed.");
        }
        else if (options.Model.Length == 0)
        {
            options = options with { Model = NameOf(options.File) };
        }

        fault = string.Join(' ', faults);
        return faults.Count == 0;
    }

    // models/<name>/<version>/model.onnx is the layout of the models folder.
    private static string NameOf(string file) => Path.GetFileName(file) == "model.onnx" && Path.GetFullPath(file).Split(Path.DirectorySeparatorChar) is [.., var name, _, _]
        ? name
        : Path.GetFileNameWithoutExtension(file);

    private sealed record Options(string File, string Model, string? Write, int Callers, double Seconds);
}
