namespace FedMl.Architecture.Tests;

/// <summary>One file, by its path from the repository's root with forward slashes.</summary>
internal sealed record TextFile(string Path, string Text)
{
    /// <summary>The room that the file lies in, such as <c>services/Scoring</c>; empty outside of rooms.</summary>
    public string Room => Path.Split('/') switch
    {
        ["protos", ..] => "protos",
        ["services", var name, _, ..] => "services/" + name,
        _ => "",
    };

    public IReadOnlyList<string> Lines { get; } = Text.EndsWith('\n') ? Text[..^1].Split('\n') : Text.Split('\n');

    /// <summary>Names each line that the pattern is found in.</summary>
    public IEnumerable<string> Find(Func<string, string?> fault)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (fault(Lines[i]) is { } text)
            {
                yield return $"{Path}:{i + 1}: {text}";
            }
        }
    }
}
