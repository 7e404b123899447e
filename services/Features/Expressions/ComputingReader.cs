using System.Runtime.CompilerServices;
using FedMl.Features.Expressions.Evaluation;
using FedMl.Features.Expressions.Typed;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Expressions;

/// <summary>
/// Reads the columns of a plan and computes its expressions over them. Types are taken from the source once, and again
/// when it no longer has what was taken.
/// </summary>
internal sealed class ComputingReader(RowPlan plan, IBusinessDataSource source) : IRowReader, IHistoryReader, IRowScanner
{
    private readonly Lock swapping = new();
    private volatile State state = new([], null, null, [new PlanFault(ErrorReason.SourceUnavailable, null, "it has not been read yet")]);
    private volatile bool isOutdated = true;
    private bool isDisposed;

    public IRowScanner? Scanner => state.Reader is { Scanner: null } ? null : this;

    public IHistoryReader? History => state.Reader is { History: null } ? null : this;

    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        if (isOutdated)
        {
            isOutdated = false;
            isOutdated |= !await TakeTypesAsync(cancellationToken);
        }

        if (state is not { Reader: { } reader, Plan: { } computed })
        {
            return state.Faults;
        }

        var faults = await reader.RefreshAsync(cancellationToken);
        isOutdated |= faults.Any(fault => fault.Reason == ErrorReason.SourceChanged);
        return [.. faults.SelectMany(computed.ToOuter).Distinct()];
    }

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var (reader, computed) = Opened();
        var rows = await reader.ReadAsync(request with { Wanted = computed.ToInner(request.Wanted) }, cancellationToken);
        return Checked(() => computed.Compute(request.Wanted, rows));
    }

    public async ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var (reader, computed) = Opened();
        var rows = await reader.History!.ReadHistoryAsync(request with { Wanted = computed.ToInner(request.Wanted) }, cancellationToken);
        return Checked(() => computed.Compute(request.Wanted, rows));
    }

    public async IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (reader, computed) = Opened();
        await foreach (var rows in reader.Scanner!.ScanAsync(request with { Wanted = computed.ToInner(request.Wanted) }, cancellationToken))
        {
            yield return Checked(() => computed.Compute(request.Wanted, rows));
        }
    }

    public void Dispose()
    {
        lock (swapping)
        {
            isDisposed = true;
            state.Reader?.Dispose();
        }
    }

    private (IRowReader Reader, ComputedPlan Plan) Opened() =>
        state is { Reader: { } reader, Plan: { } computed } ? (reader, computed) : throw PlanFault.ToException(plan.Asset, state.Faults);

    private T Checked<T>(Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (ScaleExceededException exception)
        {
            isOutdated = true;
            throw PlanFault.ToException(
                plan.Asset, [new PlanFault(ErrorReason.SourceChanged, null, $"column '{exception.Column}' has more digits after the point than the source said")]);
        }
    }

    // True: what is open fits the source.
    private async Task<bool> TakeTypesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var columns = await Task.WhenAll(plan.Joins.Select(join => join.Asset).Prepend(plan.Asset).Select(asset => source.DescribeAssetAsync(asset, cancellationToken)));
            if (columns.Length != state.Columns.Count || columns.Zip(state.Columns).Any(asset => !asset.First.SequenceEqual(asset.Second)))
            {
                var joined = plan.Joins.Zip(columns.Skip(1)).ToDictionary(join => join.First.Name, join => join.Second, StringComparer.Ordinal);
                var (computed, faults) = ComputedPlan.Make(plan, new AssetColumns(columns[0], joined));
                Swap(new State(columns, computed is null ? null : source.Open(computed.Inner), computed, faults));
            }
        }
        catch (ServiceException exception)
        {
            if (state.Reader is null)
            {
                Swap(new State([], null, null, [new PlanFault(ErrorReason.SourceUnavailable, null, exception.Message)]));
            }

            return false;
        }

        return state.Reader is not null;
    }

    private void Swap(State next)
    {
        lock (swapping)
        {
            if (isDisposed)
            {
                next.Reader?.Dispose();
                return;
            }

            var old = state;
            state = next;
            old.Reader?.Dispose();
        }
    }

    private sealed record State(IReadOnlyList<IReadOnlyList<SourceColumn>> Columns, IRowReader? Reader, ComputedPlan? Plan, IReadOnlyList<PlanFault> Faults);
}
