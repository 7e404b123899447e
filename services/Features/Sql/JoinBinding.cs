using FedMl.Features.Joins;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql;

/// <summary>Compares a plan with the assets that it names, and collects what is wrong with any of them.</summary>
internal sealed class JoinBinding(SqlDialect dialect, Catalogue catalogue)
{
    private readonly List<PlanFault> faults = [];

    public IEnumerable<PlanFault> Faults => faults.DistinctBy(fault => fault.Column);

    /// <param name="own">Columns of the plan's own asset.</param>
    /// <returns>Null where there are faults.</returns>
    public async Task<BoundPlan?> BindAsync(RowPlan plan, IReadOnlyList<SqlColumn> own, CancellationToken cancellationToken)
    {
        if (plan.Joins.Count == 0)
        {
            return Bind(plan, own, fault => fault);
        }

        var joined = new JoinedPlan(plan);
        var bound = Bind(joined.Own, own, fault => fault);
        List<BoundJoin> joins = [];
        for (var i = 0; i < plan.Joins.Count; i++)
        {
            var join = i;
            PlanFault ToOuter(PlanFault fault) => joined.ToOuter(join, fault);
            var keys = Bind(new RowPlan(plan.Asset, [.. plan.Joins[i].Keys.Select(key => key.Own)], [], null), own, fault => fault);
            var asset = await BindJoinedAsync(joined.Joined[i], ToOuter, cancellationToken);
            if (keys is not null && asset is not null)
            {
                joins.Add(new BoundJoin(keys.Matches, asset));
            }
        }

        return faults.Count > 0
            ? null
            : bound! with
            {
                Plan = plan,
                Columns = [.. joined.PlacesOf([.. Enumerable.Range(0, plan.Columns.Count)]).Select(at => (at.Join < 0 ? bound : joins[at.Join].Joined).Columns[at.Place])],
                Joins = joins,
            };
    }

    private async Task<BoundPlan?> BindJoinedAsync(RowPlan plan, Func<PlanFault, PlanFault> toOuter, CancellationToken cancellationToken)
    {
        try
        {
            var columns = await catalogue.DescribeAsync(plan.Asset, cancellationToken);
            var missing = (await catalogue.ListParametersAsync(plan.Asset, cancellationToken)).Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name).ToArray();
            if (missing.Length > 0)
            {
                faults.Add(toOuter(new PlanFault(ErrorReason.SourceChanged, null, $"the asset needs values for its parameters {string.Join(", ", missing)}")));
            }

            return Bind(plan, columns, toOuter);
        }
        catch (ServiceException exception) when (exception is SpaceNotFoundException or AssetNotFoundException)
        {
            faults.Add(toOuter(new PlanFault(ErrorReason.SourceUnavailable, null, exception.Message)));
            return null;
        }
    }

    private BoundPlan? Bind(RowPlan plan, IReadOnlyList<SqlColumn> columns, Func<PlanFault, PlanFault> toOuter)
    {
        var binding = new PlanBinding(dialect, columns);
        var bound = binding.Bind(plan);
        faults.AddRange(binding.Faults.Select(toOuter));
        return bound;
    }
}
