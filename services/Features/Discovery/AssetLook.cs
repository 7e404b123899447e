using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Discovery;

/// <summary>Looks into single assets: columns, rows, profile.</summary>
internal sealed class AssetLook(IBusinessDataSource source, DiscoveryTurns turns, IOptions<FeaturesOptions> options)
{
    private readonly DiscoveryOptions limits = options.Value.Discovery;

    /// <param name="names">Columns asked for; none: all.</param>
    /// <exception cref="ServiceException">INVALID_REQUEST: names every column that is not there.</exception>
    public async Task<IReadOnlyList<SourceColumn>> ColumnsAsync(
        AssetReference asset, IReadOnlyList<string> names, string field, CancellationToken cancellationToken)
    {
        var all = await source.DescribeAssetAsync(asset, cancellationToken);
        // A type that nothing of ours can hold is not read.
        SourceColumn[] readable = [.. all.Where(column => column.Type != ValueType.Unspecified)];
        Fault[] faults =
        [
            .. names.Select((name, i) => (Field: $"{field}[{i}]", IsThere: readable.Any(column => column.Name == name)))
                .Where(named => !named.IsThere).Select(named => new Fault(named.Field, "the asset has no such column that can be read")),
            .. names.Count == 0 && readable.Length > limits.MaxColumns ? [new Fault(field, $"must be given: the asset has more than {limits.MaxColumns} columns")] : Array.Empty<Fault>(),
            .. names.Count > limits.MaxColumns ? [new Fault(field, $"must be at most {limits.MaxColumns}")] : Array.Empty<Fault>(),
            .. names.Distinct(StringComparer.Ordinal).Count() < names.Count ? [new Fault(field, "names a column twice")] : Array.Empty<Fault>(),
        ];
        return faults.Length > 0
            ? throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The columns are wrong", faults)
            : names.Count == 0 ? readable : [.. names.Select(name => readable.First(column => column.Name == name))];
    }

    public Task<AssetSample> SampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, CancellationToken cancellationToken) =>
        turns.RunAsync(token => SamplerOf(asset).SampleAsync(asset, columns, rows, limits.MaxSampleBytes, token), cancellationToken);

    public Task<AssetProfile> ProfileAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken) =>
        turns.RunAsync(token => source.Of(asset.Space).Offers<IAssetProfiler>() is { } profiler ? profiler.ProfileAsync(asset, columns, token) : ProfileOfSampleAsync(asset, columns, token), cancellationToken);

    private IAssetSampler SamplerOf(AssetReference asset) => source.Of(asset.Space).Offers<IAssetSampler>()
        ?? throw new ServiceException(ErrorReason.NotSupported, $"The source {source.Name} reads no rows without a feature view.");

    private async Task<AssetProfile> ProfileOfSampleAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken)
    {
        var sample = await SamplerOf(asset).SampleAsync(asset, columns, limits.ProfileRows, limits.MaxSampleBytes, cancellationToken);
        var isSample = sample.IsCut || (sample.Values.Count > 0 && sample.Values[0].Count >= limits.ProfileRows);
        return SampleProfile.Of(columns, sample.Values, isSample);
    }
}
