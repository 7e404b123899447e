using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>An input parameter of the view's source that requests can set.</summary>
/// <param name="Default">Alone in a column of its type; null: each request must set it.</param>
internal sealed record ViewParameter(PlanParameter Plan, ColumnValues? Default, int Line)
{
    private static readonly ValueType[] Types =
        [ValueType.String, ValueType.Int64, ValueType.Double, ValueType.Decimal, ValueType.Bool, ValueType.Date, ValueType.Timestamp];

    public string Name => Plan.Name;

    /// <summary>Reads one item of the field <c>parameters</c>.</summary>
    public static ViewParameter? Read(YamlFields view, YamlItem item)
    {
        if (view.Of(item, "a parameter", "name", "type", "default") is not { } fields)
        {
            return null;
        }

        var plan = new PlanParameter(fields.Name("parameter"), fields.Type("parameter", Types));
        return new ViewParameter(plan, fields.Optional("default") is null ? null : fields.Value("default", plan.Type), fields.Line);
    }
}
