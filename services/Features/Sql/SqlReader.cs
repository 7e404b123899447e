using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql;

/// <summary>Reads the rows of one plan with a statement for each read; nothing of the data is kept.</summary>
internal sealed class SqlReader(RowPlan plan, SqlRunner runner, Catalogue catalogue, SqlDialect dialect, SqlOptions options, TimeProvider time)
    : IRowReader, IHistoryReader, IRowScanner
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource disposing = new();
    private volatile State state = new(null, [new PlanFault(ErrorReason.SourceUnavailable, null, "it has not been read yet")]);
    private DateTimeOffset nextLook;
    private int failures;
    private volatile bool isDoubtful;

    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < nextLook && !isDoubtful)
        {
            return state.Faults;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        isDoubtful = false;
        try
        {
            state = await LookAsync(stopping.Token);
            failures = 0;
            nextLook = time.GetUtcNow() + TimeSpan.FromSeconds(options.MetadataSeconds);
        }
        catch (ServiceException failure)
        {
            var isGone = failure is SpaceNotFoundException or AssetNotFoundException;
            var fault = new PlanFault(isGone ? ErrorReason.SourceUnavailable : failure.Reason, null, failure.Message);
            // What failed for a moment says nothing of the columns: reads go on and tell for themselves.
            state = new State(isGone ? null : state.Bound, [fault]);
            nextLook = time.GetUtcNow() + Pause();
        }

        return state.Faults;
    }

    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) =>
        ReadingAsync((bound, token) => new KeyReads(bound, runner, dialect, options).ReadAsync(request, token), cancellationToken);

    public ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        ReadingAsync((bound, token) => new HistoryReads(bound, runner, dialect, options).ReadAsync(request, token), cancellationToken);

    public IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        new ScanReads(plan, runner, dialect, options, request).ReadAsync(ReadingAsync, cancellationToken);

    public void Dispose() => disposing.Cancel();

    private async ValueTask<T> ReadingAsync<T>(Func<BoundPlan, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var current = state;
        var bound = current.Bound ?? throw PlanFault.ToException(plan.Asset, current.Faults);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        try
        {
            return await read(bound, stopping.Token);
        }
        catch (ServiceException failure) when (failure.Reason == ErrorReason.SourceChanged)
        {
            isDoubtful = true;
            throw;
        }
        catch (OperationCanceledException) when (disposing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SourceUnavailableException("The feature view was replaced while it was read.");
        }
    }

    private async Task<State> LookAsync(CancellationToken cancellationToken)
    {
        var columns = await catalogue.DescribeAsync(plan.Asset, cancellationToken);
        var binding = new JoinBinding(dialect, catalogue);
        var bound = await binding.BindAsync(plan, columns, cancellationToken);
        var parameters = await catalogue.ListParametersAsync(plan.Asset, cancellationToken);
        var declared = plan.Parameters.Select(parameter => parameter.Name).ToArray();
        var missing = parameters.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name).Except(declared, StringComparer.Ordinal).ToArray();
        var unknown = declared.Except(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal).ToArray();
        List<PlanFault> faults = [.. binding.Faults];
        if (missing.Length > 0)
        {
            faults.Add(new PlanFault(ErrorReason.SourceChanged, null, $"the asset needs values for its parameters {string.Join(", ", missing)}"));
        }

        if (unknown.Length > 0)
        {
            faults.Add(new PlanFault(ErrorReason.SourceChanged, null, $"the asset has no parameters {string.Join(", ", unknown)}"));
        }

        return new State(faults.Count == 0 ? bound : null, faults);
    }

    private TimeSpan Pause()
    {
        var most = TimeSpan.FromSeconds(options.MetadataSeconds);
        var pause = FirstPause * Math.Pow(2, Math.Min(failures++, 16));
        return pause < most ? pause : most;
    }

    private sealed record State(BoundPlan? Bound, IReadOnlyList<PlanFault> Faults);
}
