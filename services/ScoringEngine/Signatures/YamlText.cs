using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FedMl.ScoringEngine.Signatures;

/// <summary>Loads YAML that somebody else wrote.</summary>
internal static class YamlText
{
    private const int MaxDepth = 16;

    /// <summary>The documents; null, and a fault, where the text is no YAML, is nested too deep, or uses aliases.</summary>
    public static YamlStream? Load(string text, YamlFaults faults)
    {
        try
        {
            if (!CheckShape(text, faults))
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream;
        }
        catch (YamlException exception)
        {
            faults.Add(exception.Start.Line, "not YAML");
        }
        catch (InvalidOperationException)
        {
            // What YamlDotNet throws on some broken texts, such as one that ends within a list.
            faults.Add(1, "not YAML");
        }

        return null;
    }

    // The loader calls itself for every level, and nothing survives a stack overflow; the parser does not.
    private static bool CheckShape(string text, YamlFaults faults)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > MaxDepth + 2 || current is AnchorAlias)
            {
                faults.Add(current.Start.Line, current is AnchorAlias ? "aliases (*name) are not taken" : $"is nested deeper than {MaxDepth} levels");
                return false;
            }
        }

        return true;
    }
}
