using FedMl.Models.Registry;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FedMl.Models.Folder;

/// <summary>Reads <c>aliases.yaml</c>: one flat map of alias to version, both taken as the text they are (<c>1.10</c> is no number).</summary>
internal static class AliasFile
{
    public const string Name = "aliases.yaml";
    public const int MaxBytes = 64 * 1024;
    public const int MaxAliases = 100;

    /// <exception cref="FormatException">The file is wrong; the message names every fault with its line.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<string>();
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                ReadDocument(parser, aliases, faults);
            }

            if (!parser.Accept<StreamEnd>(out _))
            {
                faults.Add("holds more than one document");
            }
        }
        catch (YamlException exception)
        {
            faults.Add($"line {exception.Start.Line}: is not YAML");
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet throws on some broken texts, such as one that ends within a list.
            faults.Add("is not YAML");
        }

        return faults.Count == 0 ? aliases : throw new FormatException(string.Join("; ", faults.Take(10)));
    }

    private static void ReadDocument(Parser parser, Dictionary<string, string> aliases, List<string> faults)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                ReadAlias(parser, aliases, faults);
            }
        }
        else if (!(parser.Accept<Scalar>(out var scalar) && scalar.Value.Length == 0))
        {
            faults.Add("is not a map of alias to version");
            parser.SkipThisAndNestedEvents();
        }
        else
        {
            parser.SkipThisAndNestedEvents();
        }

        parser.Consume<DocumentEnd>();
    }

    private static void ReadAlias(Parser parser, Dictionary<string, string> aliases, List<string> faults)
    {
        var line = parser.Current!.Start.Line;
        var alias = ReadName(parser);
        var version = ReadName(parser);
        if (alias is null || version is null)
        {
            faults.Add($"line {line}: an alias and its version must be {ModelName.Form}");
        }
        else if (!aliases.TryAdd(alias, version))
        {
            faults.Add($"line {line}: {alias} is there twice");
        }
        else if (aliases.Count > MaxAliases)
        {
            faults.Add($"line {line}: more than {MaxAliases} aliases");
        }
    }

    private static string? ReadName(Parser parser)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return ModelName.IsValid(scalar.Value) ? scalar.Value : null;
        }

        parser.SkipThisAndNestedEvents();
        return null;
    }
}
