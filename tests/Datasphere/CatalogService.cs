using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedMl.Tests.Datasphere;

/// <summary>The catalog: spaces and the assets in them.</summary>
internal sealed partial class CatalogService(DatasphereServer server)
{
    private const string Metadata =
        """
        <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
        <Schema Namespace="catalog" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <EntityType Name="space"><Key><PropertyRef Name="name"/></Key><Property Name="name" Type="Edm.String" Nullable="false"/><Property Name="label" Type="Edm.String"/></EntityType>
        <EntityContainer Name="EntityContainer"><EntitySet Name="spaces" EntityType="catalog.space"/></EntityContainer>
        </Schema></edmx:DataServices></edmx:Edmx>
        """;

    /// <param name="path">Below the catalog, decoded.</param>
    /// <exception cref="RefusedException">There is no such thing.</exception>
    public Answer Handle(SeenRequest request, string path)
    {
        if (path.Length == 0)
        {
            return ServiceDocument.Of("spaces", "assets");
        }

        if (path == "/$metadata")
        {
            return Answer.Xml(Metadata);
        }

        if (path == "/spaces")
        {
            return Entries(request, [.. server.Assets.Select(asset => asset.Space).Distinct().Order(StringComparer.Ordinal)], WriteSpace);
        }

        if (path == "/assets")
        {
            return Entries(request, [.. server.Assets], WriteAsset);
        }

        if (ByNames().Match(path) is { Success: true } names)
        {
            return Entry(server.Assets.Where(asset => asset.Space == Unquote(names, "space") && asset.Name == Unquote(names, "asset")), WriteAsset);
        }

        if (BySpace().Match(path) is not { Success: true } found)
        {
            throw new RefusedException(404, $"There is no {path}.");
        }

        var assets = server.Assets.Where(asset => asset.Space == Unquote(found, "space")).ToArray();
        return found.Groups["asset"].Success ? Entry(assets.Where(asset => asset.Name == Unquote(found, "asset")), WriteAsset)
            : !found.Groups["assets"].Success ? Entry(assets.Select(asset => asset.Space).Distinct(), WriteSpace)
            : assets.Length == 0 ? throw NotThere()
            : Entries(request, assets, WriteAsset);
    }

    private static RefusedException NotThere() => new(404, "Not Found", isUnexpected: false);

    private static string Unquote(Match match, string group) => match.Groups[group].Value.Replace("''", "'", StringComparison.Ordinal);

    private Answer Entries<T>(SeenRequest request, IReadOnlyList<T> entries, Action<Utf8JsonWriter, T> write)
    {
        var options = QueryOptions.Read(request.Target, "$top", "$skip", "$count", Page.Token);
        return Page.Of(request, server.Address, server.Behaviour, server.Behaviour.CatalogPageSize, entries, options, isFederated: false, write);
    }

    private static Answer Entry<T>(IEnumerable<T> found, Action<Utf8JsonWriter, T> write)
    {
        T[] entries = [.. found];
        return entries.Length == 1 ? Answer.Json(json => write(json, entries[0])) : throw NotThere();
    }

    private static void WriteSpace(Utf8JsonWriter json, string space)
    {
        json.WriteStartObject();
        json.WriteString("name", space);
        json.WriteString("label", space);
        json.WriteEndObject();
    }

    private void WriteAsset(Utf8JsonWriter json, Asset asset)
    {
        json.WriteStartObject();
        json.WriteString("name", asset.Name);
        json.WriteString("label", asset.Label);
        json.WriteString("spaceName", asset.Space);
        WriteUrls(json, "Relational", asset.IsRelational ? server.DataUrl("relational", asset) : null);
        WriteUrls(json, "Analytical", asset.IsAnalytical ? server.DataUrl("analytical", asset) : null);
        json.WriteBoolean("supportsAnalyticalQueries", asset.IsAnalytical);
        json.WriteBoolean("hasParameters", asset.Parameters.Count > 0);
        json.WriteEndObject();
    }

    private void WriteUrls(Utf8JsonWriter json, string kind, string? url)
    {
        json.WriteString($"asset{kind}MetadataUrl", url is null ? null : $"{url}/$metadata");
        json.WriteString($"asset{kind}DataUrl", url is null || !server.Behaviour.HasSlashAfterDataUrls ? url : $"{url}/");
    }

    [GeneratedRegex(@"^/spaces\('(?<space>([^']|'')*)'\)(?<assets>/assets(\('(?<asset>([^']|'')*)'\))?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BySpace();

    [GeneratedRegex(@"^/assets\(space_name='(?<space>([^']|'')*)', ?name='(?<asset>([^']|'')*)'\)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ByNames();
}
