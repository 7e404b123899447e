namespace FedMl.Models.AzureMl;

/// <summary>Where the registry or workspace is in the management interface; a registry may have to be discovered first.</summary>
internal sealed class AzureMlPlace(ArmClient arm, AzureMlOptions options)
{
    private string? root;

    /// <summary>The address of something in it.</summary>
    /// <param name="path">Path below it, its parts escaped.</param>
    /// <param name="query">More of a query, beginning with <c>&amp;</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Uri> UriAsync(string path, string query, CancellationToken cancellationToken) =>
        new($"{root ?? await FindAsync(cancellationToken)}/{path}?api-version={options.ApiVersion}{query}");

    public static string Part(string name) => Uri.EscapeDataString(name);

    /// <summary>Path of a registry or workspace in the management interface.</summary>
    public static string Path(string subscription, string group, string kind, string name) =>
        $"/subscriptions/{Part(subscription)}/resourceGroups/{Part(group)}/providers/Microsoft.MachineLearningServices/{kind}/{Part(name)}";

    private async Task<string> FindAsync(CancellationToken cancellationToken) =>
        root = Root(options.NeedsDiscovery ? await DiscoverAsync(cancellationToken) : (options.SubscriptionId, options.ResourceGroup));

    private string Root((string Subscription, string Group) owner)
    {
        var kind = options.Kind == AzureMlKind.Registry ? "registries" : "workspaces";
        return options.ManagementEndpoint.TrimEnd('/') + Path(owner.Subscription, owner.Group, kind, options.Name);
    }

    private async Task<(string Subscription, string Group)> DiscoverAsync(CancellationToken cancellationToken)
    {
        const string what = "Discovering the registry";
        var region = options.DiscoveryEndpoint.Replace("{region}", options.Region, StringComparison.Ordinal).TrimEnd('/');
        var uri = new Uri($"{region}/registrymanagement/v1.0/registries/{Part(options.Name)}/discovery");
        var found = await arm.GetAsync<DiscoveryAnswer>(uri, what, cancellationToken);
        return found is { SubscriptionId: { Length: > 0 } subscription, ResourceGroup: { Length: > 0 } group }
            ? (subscription, group)
            : throw new AzureCallException(what, "the answer names no subscription and resource group");
    }
}
