using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Sources;

/// <summary>Refuses plans that ask of a source what it says it cannot do, before it would answer as if they did not.</summary>
internal sealed class RefusingSource(IBusinessDataSource source) : IBusinessDataSource, IDisposable
{
    public string Name => source.Name;

    public SourceAbilities Abilities => source.Abilities;

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => source.ListSpacesAsync(cancellationToken);

    public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => source.ListAssetsAsync(space, cancellationToken);

    public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) =>
        source.DescribeAssetAsync(asset, cancellationToken);

    public IBusinessDataSource Of(string space) => source.Of(space);

    public T? Offers<T>()
        where T : class => source.Offers<T>();

    public IRowReader Open(RowPlan plan)
    {
        PlanFault[] faults = [.. Refusals(plan)];
        return faults.Length == 0 ? source.Open(plan) : new RefusedReader(plan, faults);
    }

    public void Dispose() => (source as IDisposable)?.Dispose();

    private IEnumerable<PlanFault> Refusals(RowPlan plan)
    {
        if (plan.Validity is { } validity && !Abilities.HasFlag(SourceAbilities.Validity))
        {
            yield return new PlanFault(ErrorReason.SourceChanged, validity.From, $"the source {Name} cannot tell which rows hold when");
        }

        if (plan.Parameters.Count > 0 && !Abilities.HasFlag(SourceAbilities.Parameters))
        {
            yield return new PlanFault(ErrorReason.SourceChanged, null, $"the source {Name} has no input parameters, and the view declares {plan.Parameters[0].Name}");
        }
    }

    private sealed class RefusedReader(RowPlan plan, PlanFault[] faults) : IRowReader
    {
        public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PlanFault>>(faults);

        public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => throw PlanFault.ToException(plan.Asset, faults);

        public void Dispose()
        {
        }
    }
}
