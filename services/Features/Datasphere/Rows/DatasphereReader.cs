using System.Net;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Reads the rows of one plan where they are. What is kept of the asset is what it is, not what it holds.</summary>
internal sealed class DatasphereReader(RowPlan plan, AssetSchemas schemas, DatasphereClient client, DatasphereOptions options, TimeProvider time) : IRowReader, IHistoryReader, IRowScanner
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource disposing = new();
    private readonly SemaphoreSlim looking = new(1);
    private volatile State state = new(null, FilterPower.Full, [Unavailable("it has not been read yet")]);
    private long looked;
    private TimeSpan pause = TimeSpan.Zero;

    private TimeSpan Life => TimeSpan.FromSeconds(options.MetadataSeconds);

    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        await looking.WaitAsync(stopping.Token);
        try
        {
            if (looked == 0 || time.GetElapsedTime(looked) >= pause)
            {
                await LookAsync(stopping.Token);
            }

            return state.Faults;
        }
        finally
        {
            looking.Release();
        }
    }

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) =>
        await ReadAsync((bound, power) => new KeyRead(client, options, bound, request).RunAsync(power, cancellationToken), cancellationToken);

    public async ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        await ReadAsync((bound, power) => new HistoryRead(client, options, bound, request).RunAsync(power, cancellationToken), cancellationToken);

    // Aggregated rows come in no order that a key could be behind, and those of a federated source in none at all.
    public IRowScanner? Scanner => state is { Plan.IsAnalytical: true } or { Power: FilterPower.Basic } ? null : this;

    public IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        state is { Plan: { } bound } ? new RowScan(client, bound, request).RunAsync(cancellationToken) : throw PlanFault.ToException(plan.Asset, state.Faults);

    public void Dispose() => disposing.Cancel();

    private static PlanFault Unavailable(string why) => new(ErrorReason.SourceUnavailable, null, why);

    private async Task<SourceRows> ReadAsync(Func<BoundPlan, FilterPower, Task<SourceRows>> read, CancellationToken cancellationToken)
    {
        var current = state;
        try
        {
            return await ReadAsync(current, read);
        }
        catch (UpstreamException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // The asset may be another than it was.
            await LookAgainAsync(current, cancellationToken);
            if (ReferenceEquals(state.Plan, current.Plan))
            {
                throw;
            }

            return await ReadAsync(state, read);
        }
    }

    private async Task<SourceRows> ReadAsync(State current, Func<BoundPlan, FilterPower, Task<SourceRows>> read)
    {
        if (current.Plan is null)
        {
            throw PlanFault.ToException(plan.Asset, current.Faults);
        }

        try
        {
            return await read(current.Plan, current.Power);
        }
        catch (UpstreamException exception) when (exception.Status == HttpStatusCode.BadRequest && current.Power == FilterPower.Full)
        {
            // Nothing tells beforehand whether a source in the lineage is federated.
            var rows = await read(current.Plan, FilterPower.Basic);
            Interlocked.CompareExchange(ref state, current with { Power = FilterPower.Basic }, current);
            return rows;
        }
    }

    private async Task LookAgainAsync(State old, CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(state.Plan, old.Plan))
            {
                await LookAsync(cancellationToken);
            }
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var isGood = false;
        try
        {
            var binding = new PlanBinding(await schemas.ReadAsync(plan.Asset, cancellationToken));
            var bound = binding.Bind(plan);
            // How it can be asked stays known while it is what it was.
            state = bound is not null && state.Plan is { } old && old.IsLike(bound) ? state with { Faults = [] } : new State(bound, FilterPower.Full, binding.Faults);
            isGood = true;
        }
        catch (UpstreamException exception)
        {
            // That the tenant does not answer now says nothing about the asset.
            state = state with { Faults = [new PlanFault(exception.Reason, null, exception.What)] };
        }
        catch (ServiceException exception)
        {
            state = new State(null, FilterPower.Full, [Unavailable(exception.Message)]);
        }

        looked = time.GetTimestamp();
        var next = isGood ? Life : pause < FirstPause || pause == Life ? FirstPause : pause * 2;
        pause = next < Life ? next : Life;
    }

    /// <param name="Plan">Null: it cannot be read, for the faults.</param>
    private sealed record State(BoundPlan? Plan, FilterPower Power, IReadOnlyList<PlanFault> Faults);
}
