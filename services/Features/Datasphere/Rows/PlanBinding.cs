using System.Text.RegularExpressions;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Compares a plan with an asset.</summary>
internal sealed partial class PlanBinding(AssetSchema schema)
{
    private readonly List<PlanFault> faults = [];

    public IReadOnlyList<PlanFault> Faults => faults;

    /// <summary>Null where there are faults.</summary>
    public BoundPlan? Bind(RowPlan plan)
    {
        BoundColumn?[] keys = [.. plan.Keys.Select(BindKey)];
        BoundColumn?[] columns = [.. plan.Columns.Select(Bind)];
        var eventTime = plan.EventTime is null ? null : Bind(plan.EventTime);
        if (schema.Described.Parameters.Count > 0)
        {
            faults.Add(new PlanFault(
                ErrorReason.SourceChanged, null, $"the asset needs values for its input parameters, which are {string.Join(", ", schema.Described.Parameters.Select(parameter => parameter.Name))}"));
        }

        if (schema is { Asset.IsAnalytical: true, Measure: null })
        {
            faults.Add(new PlanFault(ErrorReason.SourceChanged, null, "the asset is read aggregated only, and has no measure to aggregate"));
        }

        return faults.Count > 0 ? null : new BoundPlan(
            schema.EntitySet,
            schema.Asset.IsAnalytical,
            [.. keys.OfType<BoundColumn>()],
            [.. columns.OfType<BoundColumn>()],
            eventTime,
            schema.Asset.IsAnalytical && !columns.Any(column => column!.Source.IsMeasure) ? schema.Measure : null);
    }

    private BoundColumn? BindKey(PlanColumn column)
    {
        var bound = Bind(column);
        if (bound is not null && !(EdmTypes.IsKey(bound.Source.Kind, column.Type) && bound.Source.IsFilterable))
        {
            Add(column, $"is {bound.Source.SourceType} in the source, by which its rows cannot be looked for as {ValueTypes.NameOf(column.Type)}");
        }

        return bound;
    }

    private BoundColumn? Bind(PlanColumn column)
    {
        if (schema.Find(column.Column) is not { } found)
        {
            Add(column, $"the asset has no column '{column.Column}'");
        }
        else if (!Identifier().IsMatch(found.Name))
        {
            Add(column, $"the column '{column.Column}' has a name that no OData request can hold");
        }
        else if (!EdmTypes.Converts(found.Kind, column.Type))
        {
            Add(column, $"is {found.SourceType} in the source, which does not convert to {ValueTypes.NameOf(column.Type)}");
        }
        else
        {
            return new BoundColumn(column, found);
        }

        return null;
    }

    private void Add(PlanColumn column, string description) => faults.Add(new PlanFault(ErrorReason.SourceChanged, column, description));

    // As OData defines it.
    [GeneratedRegex(@"^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
