using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql;

/// <summary>Reads the rows of one plan with a statement for each read; nothing of the data is kept.</summary>
internal sealed class SqlReader(RowPlan plan, SqlRunner runner, Catalogue catalogue, SqlDialect dialect, SqlOptions options, TimeProvider time) : IRowReader
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

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var current = state;
        var bound = current.Bound ?? throw PlanFault.ToException(plan.Asset, current.Faults);
        var columns = Selected(bound, request).Select(column => ColumnValues.Of(column.Plan.Type)).ToArray();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        try
        {
            // Each key is in one statement, so what is told of it is of one moment.
            await Parallel.ForEachAsync(
                KeyChunks.Of(bound, request.Keys, options.MaxKeysPerStatement),
                new ParallelOptions { MaxDegreeOfParallelism = options.ParallelStatements, CancellationToken = stopping.Token },
                async (rows, token) => Append(columns, await ReadAsync(bound, request, rows, token)));
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

        var (keys, times) = (bound.Keys.Count, bound.TimeRead is null ? null : (ColumnValues<long>)columns[^1]);
        var table = new ColumnTable(columns[..keys], columns[keys..(keys + request.Wanted.Count)], times);
        return table.Read(request with { Wanted = [.. Enumerable.Range(0, request.Wanted.Count)] });
    }

    public void Dispose() => disposing.Cancel();

    private static void Append(ColumnValues[] columns, ColumnValues[] read)
    {
        lock (columns)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                for (var row = 0; row < read[i].Count; row++)
                {
                    columns[i].AddFrom(read[i], row);
                }
            }
        }
    }

    private static IEnumerable<(PlanColumn Plan, ColumnRead Read)> Selected(BoundPlan bound, RowRequest request) =>
    [
        .. bound.Plan.Keys.Zip(bound.Keys),
        .. request.Wanted.Select(i => (bound.Plan.Columns[i], bound.Columns[i])),
        .. bound.TimeRead is { } time ? [(bound.Plan.EventTime!, time)] : Array.Empty<(PlanColumn, ColumnRead)>(),
    ];

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

    private async Task<ColumnValues[]> ReadAsync(BoundPlan bound, RowRequest request, int[] rows, CancellationToken cancellationToken)
    {
        var selected = Selected(bound, request).ToArray();
        var values = new RowValues([.. selected.Select(column => column.Plan)], [.. selected.Select(column => column.Read)], options.MaxValueSize);
        var read = await runner.QueryAsync(RowStatement.Of(dialect, bound, request, rows), values.ReadAsync, request.Deadline, cancellationToken);
        return values.Faults.Count == 0 ? read : throw PlanFault.ToException(plan.Asset, [.. values.Faults]);
    }

    private TimeSpan Pause()
    {
        var most = TimeSpan.FromSeconds(options.MetadataSeconds);
        var pause = FirstPause * Math.Pow(2, Math.Min(failures++, 16));
        return pause < most ? pause : most;
    }

    private sealed record State(BoundPlan? Bound, IReadOnlyList<PlanFault> Faults);
}
