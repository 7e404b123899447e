using System.Collections;
using FedMl.ServiceDefaults.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedMl.BatchScoring.Specification;

/// <summary>Where settings come from, the stronger after the weaker: file, environment, arguments.</summary>
internal static class SettingSources
{
    /// <summary>What begins the name of an environment variable of ours: <c>FEDML_BATCH__SOURCE__PATH</c> is <c>source.path</c>.</summary>
    public const string Prefix = "FEDML_BATCH__";

    private const int MaxFileBytes = 1024 * 1024;
    private const int MaxDepth = 8;

    public static void AddFile(Settings settings, string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
            {
                settings.Fail(file, $"has more than {MaxFileBytes} bytes");
                return;
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
            {
                Add(settings, "", root, 0);
            }
            else
            {
                settings.Fail(file, "must be one YAML mapping");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            settings.Fail(file, "cannot be read");
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException)
        {
            settings.Fail(file, exception is YamlException { Start.Line: var line } ? $"is not YAML at line {line}" : "is not YAML");
        }
    }

    public static void AddEnvironment(Settings settings, IDictionary environment)
    {
        foreach (DictionaryEntry variable in environment)
        {
            if (variable.Key is string name && name.StartsWith(Prefix, StringComparison.Ordinal) && variable.Value is string value)
            {
                settings.Set(Known(name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal)), value);
            }
        }

        // Kubernetes tells each pod of an Indexed Job its number so.
        if (environment["JOB_COMPLETION_INDEX"] is string index)
        {
            settings.SetDefault("partition.index", index);
        }
    }

    /// <summary>Takes <c>--source.path X</c> and <c>--source.path=X</c>.</summary>
    public static void AddArguments(Settings settings, IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                settings.Fail(argument, "is no option; a job has one file");
            }
            else if (argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                settings.Set(argument[2..at], argument[(at + 1)..]);
            }
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Set(argument[2..], arguments[++i]);
            }
            else
            {
                settings.Fail(argument[2..], "has no value");
            }
        }
    }

    // Environment variables are upper case; single words are all the same to Settings, which ignores case.
    private static string Known(string path) => path.Replace("_", "", StringComparison.Ordinal);

    private static void Add(Settings settings, string path, YamlNode node, int depth)
    {
        switch (node)
        {
            case YamlMappingNode mapping when depth < MaxDepth:
                foreach (var (key, value) in mapping.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? "";
                    Add(settings, path.Length == 0 ? name : $"{path}.{name}", value, depth + 1);
                }

                break;
            case YamlSequenceNode sequence when depth < MaxDepth:
                for (var i = 0; i < sequence.Children.Count; i++)
                {
                    Add(settings, $"{path}.{i}", sequence.Children[i], depth + 1);
                }

                break;
            case YamlScalarNode scalar:
                settings.Set(path, scalar.Value ?? "");
                break;
            default:
                settings.Faults.Add(new Fault(path, "is nested too deep"));
                break;
        }
    }
}
