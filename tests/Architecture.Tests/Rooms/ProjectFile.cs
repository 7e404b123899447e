using System.Xml.Linq;

namespace FedMl.Architecture.Tests.Rooms;

/// <summary>What a csproj references: rooms by their folder, packages by their name.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public string Room => new TextFile(Path, "").Room;

    public static IReadOnlyList<ProjectFile> All { get; } = [.. Repository.Files.Where(f => f.Path.EndsWith(".csproj", StringComparison.Ordinal)).Select(Parse)];

    public static ProjectFile Parse(TextFile file)
    {
        var xml = XDocument.Parse(file.Text);
        return new ProjectFile(
            file.Path,
            [.. Includes(xml, "ProjectReference").Select(reference => FolderOf(file.Path, reference))],
            [.. Includes(xml, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    private static string FolderOf(string project, string reference)
    {
        List<string> path = [.. project.Split('/')[..^1]];
        foreach (var step in reference.Split('/', '\\')[..^1])
        {
            if (step == "..")
            {
                path.RemoveAt(path.Count - 1);
            }
            else
            {
                path.Add(step);
            }
        }

        return string.Join('/', path);
    }
}
