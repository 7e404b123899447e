using FedMl.Features.Expressions;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>Reads the features of a view's file.</summary>
internal static class FeatureReader
{
    private static readonly string[] Known =
        ["name", "type", "join", "column", "expression", "unit", "unitColumn", "currencyColumn", "missing", "default", "description"];

    public static Feature? Read(YamlFields view, YamlItem item)
    {
        if (view.Of(item, "a feature", Known) is not { } fields)
        {
            return null;
        }

        var name = fields.Name("feature");
        var type = fields.Type("feature", Enum.GetValues<ValueType>());
        var column = fields.Text("column");
        var expression = Expression(fields, name);
        if (column is not null && fields.Text("expression") is not null)
        {
            fields.Fault("expression", $"feature {name} has both a column and an expression");
        }

        var join = fields.Text("join");
        if (join is not null && expression is not null)
        {
            fields.Fault("join", $"feature {name} has both a join and an expression, which names joins itself: join.column");
        }

        var unit = fields.Limited("unit");
        var unitColumn = fields.Text("unitColumn");
        if (unit.Length > 0 && unitColumn is not null)
        {
            fields.Fault("unitColumn", $"feature {name} has both a unit and a column of units");
        }

        var missing = Policy(fields, name);
        return new Feature(name, new PlanColumn(column ?? name, type, expression) { Join = join }, fields.Line)
        {
            Unit = unit,
            UnitColumn = unitColumn,
            CurrencyColumn = fields.Text("currencyColumn"),
            Missing = missing,
            Default = missing == Missing.Default ? fields.Value("default", type) : null,
            Description = fields.Limited("description"),
        };
    }

    /// <summary>Units and currencies are told by features of the same view, so that whoever reads one can read the other.</summary>
    public static void CheckUnits(YamlFields view, IReadOnlyList<Feature> features)
    {
        foreach (var feature in features)
        {
            foreach (var (field, column) in new[] { ("unitColumn", feature.UnitColumn), ("currencyColumn", feature.CurrencyColumn) })
            {
                if (column is not null && Telling(features, feature, column) is null)
                {
                    view.Fault(feature.Line, $"feature {feature.Name}: no feature of type string has the column '{column}' that {field} names");
                }
            }
        }
    }

    public static void CheckJoins(YamlFields view, IReadOnlyList<Feature> features, IReadOnlyList<ViewJoin> joins)
    {
        foreach (var feature in features.Where(feature => feature.Column.Join is not null && joins.All(join => join.Name != feature.Column.Join)))
        {
            view.Fault(feature.Line, $"feature {feature.Name}: there is no join '{feature.Column.Join}'");
        }
    }

    /// <summary>The feature that is a column of texts of the same asset as another feature's.</summary>
    public static Feature? Telling(IReadOnlyList<Feature> features, Feature told, string column) => features.FirstOrDefault(
        feature => feature.Column is { Expression: null, Type: ValueType.String } plain && plain.Column == column && plain.Join == told.Column.Join);

    private static ParsedExpression? Expression(YamlFields fields, string feature)
    {
        if (fields.Text("expression") is not { } text)
        {
            return null;
        }

        var (expression, fault) = ParsedExpression.Parse(text);
        if (fault is not null)
        {
            fields.Fault("expression", $"feature {feature}: its expression, {fault}");
        }

        return expression;
    }

    private static Missing Policy(YamlFields fields, string feature)
    {
        Missing? missing = fields.Text("missing") switch
        {
            null => Missing.Undeclared,
            "reject" => Missing.Reject,
            "default" => Missing.Default,
            "pass" => Missing.Pass,
            _ => null,
        };
        if (missing is null)
        {
            fields.Fault("missing", $"feature {feature}: missing must be reject, default or pass");
        }
        else if (missing != Missing.Default && fields.Optional("default") is not null)
        {
            fields.Fault("default", $"feature {feature}: default means something only with missing: default");
        }

        return missing ?? Missing.Undeclared;
    }
}
