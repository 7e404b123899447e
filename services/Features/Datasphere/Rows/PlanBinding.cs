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
        var from = plan.Validity is null ? null : Bind(plan.Validity.From);
        var to = plan.Validity?.To is null ? null : Bind(plan.Validity.To);
        var parameters = BindParameters(plan.Parameters);

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
            schema.Asset.IsAnalytical && !columns.Any(column => column!.Source.IsMeasure) ? schema.Measure : null)
        {
            Validity = plan.Validity,
            From = from,
            To = to,
            Parameters = parameters,
        };
    }

    private (AssetColumn Declared, int Value)[] BindParameters(IReadOnlyList<PlanParameter> sent)
    {
        var declared = schema.Described.Parameters;
        string[] missing = [.. declared.Select(parameter => parameter.Name).Except(sent.Select(parameter => parameter.Name), StringComparer.Ordinal)];
        string[] unknown = [.. sent.Select(parameter => parameter.Name).Except(declared.Select(parameter => parameter.Name), StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            faults.Add(new PlanFault(ErrorReason.SourceChanged, null, $"the asset needs values for its parameters {string.Join(", ", missing)}"));
        }

        if (unknown.Length > 0)
        {
            faults.Add(new PlanFault(ErrorReason.SourceChanged, null, $"the asset has no parameters {string.Join(", ", unknown)}"));
        }

        var bound = declared.Select(parameter => (Declared: parameter, Value: sent.ToList().FindIndex(one => one.Name == parameter.Name))).Where(one => one.Value >= 0).ToArray();
        faults.AddRange(bound
            .Where(one => !ParameterCall.Takes(one.Declared.Kind, sent[one.Value].Type))
            .Select(one => new PlanFault(ErrorReason.SourceChanged, null, $"the parameter {one.Declared.Name} is {one.Declared.SourceType} in the source, which takes no {ValueTypes.NameOf(sent[one.Value].Type)}")));
        return bound;
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
