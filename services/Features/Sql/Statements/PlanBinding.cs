using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Dialects;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Sql.Statements;

/// <summary>Compares a plan with the columns that the database has and tells how each is read.</summary>
internal sealed class PlanBinding(SqlDialect dialect, IReadOnlyList<SqlColumn> columns)
{
    private readonly List<PlanFault> faults = [];

    public IReadOnlyList<PlanFault> Faults => faults;

    /// <summary>Null where there are faults.</summary>
    public BoundPlan? Bind(RowPlan plan)
    {
        KeyMatch?[] matches = [.. plan.Keys.Select(key => Bind(key, column => dialect.Match(column, key.Type), "cannot be an entity key of type"))];
        ColumnRead?[] keys = [.. plan.Keys.Select((key, i) => matches[i] is null ? null : Read(key))];
        ColumnRead?[] values = [.. plan.Columns.Select(Read)];
        var time = plan.EventTime is { } column ? (Match: Bind(column, dialect.MatchTime, "tells no"), Read: Read(column)) : default;
        var (from, to) = (Bound(plan.Validity?.From), Bound(plan.Validity?.To));
        return faults.Count == 0
            ? new BoundPlan(plan, [.. matches.OfType<KeyMatch>()], [.. keys.OfType<ColumnRead>()], [.. values.OfType<ColumnRead>()], time.Match, time.Read, from, to)
            : null;
    }

    private EventTimeMatch? Bound(PlanColumn? column) =>
        column is null || Read(column) is null ? null : Bind(column, dialect.MatchTime, "tells no");

    private ColumnRead? Read(PlanColumn column) => Bind(column, found => dialect.Read(found, column.Type), "does not convert to");

    private T? Bind<T>(PlanColumn column, Func<SqlColumn, T?> bind, string otherwise)
        where T : class
    {
        if (faults.Any(fault => ReferenceEquals(fault.Column, column)))
        {
            return null;
        }

        // The one place that knows that this adapter computes nothing.
        if (column.Expression is not null)
        {
            return Fault<T>(column, "this source computes no expression");
        }

        if (columns.FirstOrDefault(found => found.Name == column.Column) is not { } stored)
        {
            return Fault<T>(column, $"the asset has no column '{column.Column}'");
        }

        return bind(stored) ?? Fault<T>(column, $"is {stored.TypeName} in the source, which {otherwise} {ValueTypes.NameOf(column.Type)}");
    }

    private T? Fault<T>(PlanColumn column, string description)
        where T : class
    {
        faults.Add(new PlanFault(ErrorReason.SourceChanged, column, description));
        return null;
    }
}
