using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FedMl.ServiceDefaults.Yaml;

/// <summary>A value in a YAML file, with its line.</summary>
public abstract record YamlItem(int Line);

/// <param name="Text">Null: YAML's null.</param>
public sealed record YamlText(string? Text, int Line) : YamlItem(Line);

public sealed record YamlList(List<YamlItem> Items, int Line) : YamlItem(Line);

public sealed record YamlMap(List<(YamlItem Key, YamlItem Value)> Entries, int Line) : YamlItem(Line);

/// <summary>
/// Reads YAML without recursion and with a bound on depth, so that no file can overflow the stack. YamlDotNet's own
/// tree stops at the first field named twice; here all are kept, to be reported together.
/// </summary>
public static class YamlTree
{
    private const int MaxDepth = 16;

    /// <returns>The document, or null where it cannot be read; the faults say why.</returns>
    public static YamlItem? Read(string yaml, Action<int, string> fault)
    {
        List<YamlItem> documents = [];
        var open = new Stack<OpenItem>();
        var parser = new Parser(new StringReader(yaml));
        try
        {
            while (parser.MoveNext())
            {
                var line = (int)parser.Current!.Start.Line;
                switch (parser.Current)
                {
                    case MappingStart or SequenceStart when open.Count == MaxDepth:
                        fault(line, $"is nested deeper than {MaxDepth} levels");
                        return null;
                    case AnchorAlias:
                        fault(line, "aliases are not supported");
                        return null;
                    case MappingStart:
                        open.Push(new OpenItem(new YamlMap([], line)));
                        break;
                    case SequenceStart:
                        open.Push(new OpenItem(new YamlList([], line)));
                        break;
                    case MappingEnd or SequenceEnd:
                        Close(open.Pop().Item, open, documents);
                        break;
                    case Scalar scalar:
                        Close(new YamlText(IsNull(scalar) ? null : scalar.Value, line), open, documents);
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException)
        {
            // The parser of YamlDotNet 18.1 lets exceptions of its own working slip out on some broken texts.
            fault((int)((exception as YamlException)?.Start.Line ?? parser.Current?.End.Line ?? 1), "is not YAML");
            return null;
        }

        if (documents.Count != 1)
        {
            fault(documents.Count == 0 ? 0 : documents[1].Line, documents.Count == 0 ? "is empty" : "holds a second document; a file holds one");
            return null;
        }

        return documents[0];
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is ("" or "~" or "null" or "Null" or "NULL");

    private static void Close(YamlItem item, Stack<OpenItem> open, List<YamlItem> documents)
    {
        if (open.Count == 0)
        {
            documents.Add(item);
        }
        else
        {
            open.Peek().Add(item);
        }
    }

    private sealed class OpenItem(YamlItem item)
    {
        private YamlItem? key;

        public YamlItem Item => item;

        public void Add(YamlItem child)
        {
            if (item is YamlList list)
            {
                list.Items.Add(child);
            }
            else if (key is null)
            {
                key = child;
            }
            else
            {
                ((YamlMap)item).Entries.Add((key, child));
                key = null;
            }
        }
    }
}
