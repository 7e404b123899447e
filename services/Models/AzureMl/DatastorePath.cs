using System.Text.RegularExpressions;

namespace FedMl.Models.AzureMl;

/// <summary>Where a workspace keeps a version: <c>azureml://subscriptions/…/workspaces/…/datastores/{store}/paths/{path}</c>.</summary>
/// <param name="Workspace">The workspace; empty in the short form <c>azureml://datastores/…</c>.</param>
/// <param name="Datastore">The datastore.</param>
/// <param name="Path">Path in its container, without slashes at its ends.</param>
internal sealed partial record DatastorePath(string Workspace, string Datastore, string Path)
{
    public static DatastorePath? Parse(string modelUri) => Form().Match(modelUri) is { Success: true } match
        ? new DatastorePath(match.Groups["owner"].Value, match.Groups["store"].Value, Uri.UnescapeDataString(match.Groups["path"].Value).Trim('/'))
        : null;

    [GeneratedRegex(
        @"\Aazureml://(subscriptions/[^/]+/resourcegroups/[^/]+/(providers/Microsoft\.MachineLearningServices/)?workspaces/(?<owner>[\w-]+)/)?datastores/(?<store>\w+)/paths/(?<path>[^?#]*)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
