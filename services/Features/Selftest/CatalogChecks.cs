using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Selftest;

/// <summary>Whether the source tells what it has, and has the spaces that feature views name.</summary>
internal sealed class CatalogChecks(Func<IBusinessDataSource> source, ISourceChecks kind)
{
    private const int MostNames = 5;

    public Check Catalog => new("catalog", async token =>
    {
        var spaces = await source().ListSpacesAsync(token);
        return spaces.Count == 0
            ? Finding.Failed("the source shows no space", kind.AdviceFor(ErrorReason.SpaceNotFound))
            : Finding.Ok($"{spaces.Count} spaces: {Named(spaces)}");
    });

    public IEnumerable<Check> Spaces(IEnumerable<FeatureView> views) => views.Select(view => view.Asset.Space).Distinct(StringComparer.Ordinal)
        .Select(space => new Check($"space {space}", async token => Finding.Ok($"{(await source().ListAssetsAsync(space, token)).Count} assets")));

    private static string Named(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
