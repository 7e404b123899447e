using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Input parameters in the address of the rows: <c>asset(P1=1,P2='x')/Set</c>.</summary>
internal static class ParameterCall
{
    /// <summary>Whether each value of a declared type can be sent, or tells that it cannot.</summary>
    public static bool Takes(EdmPrimitiveTypeKind kind, ValueType declared) => (EdmTypes.ToValueType(kind), declared) switch
    {
        (ValueType.String, ValueType.String) => kind == EdmPrimitiveTypeKind.String,
        (ValueType.Decimal or ValueType.Double, ValueType.Int64 or ValueType.Decimal) => true,
        (ValueType.Unspecified or ValueType.Binary, _) => false,
        var (actual, wanted) => actual == wanted,
    };

    /// <summary>The address of the rows for a request's values.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST: names the values that no request can hold.</exception>
    public static Uri RowsOf(BoundPlan plan, IReadOnlyList<ColumnValues> values)
    {
        if (plan.Parameters.Count == 0)
        {
            return plan.EntitySet;
        }

        string?[] literals = [.. plan.Parameters.Select(parameter => Literal(parameter.Declared.Kind, values[parameter.Value]))];
        Fault[] faults = [.. plan.Parameters.Where((_, i) => literals[i] is null).Select(parameter => new Fault(parameter.Declared.Name, $"is not {parameter.Declared.SourceType}, or holds a quote"))];
        return faults.Length > 0
            ? throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The source cannot be asked for such parameters", faults)
            : new Uri($"{plan.EntitySet.AbsoluteUri}({string.Join(',', plan.Parameters.Zip(literals, (parameter, literal) => $"{parameter.Declared.Name}={literal}"))})/Set");
    }

    private static string? Literal(EdmPrimitiveTypeKind kind, ColumnValues value) => value switch
    {
        ColumnValues<long> times when kind == EdmPrimitiveTypeKind.DateTimeOffset => TimeCondition.Literal(Timestamps.ToDateTimeOffset(times[0])),
        ColumnValues<long> numbers => EdmTypes.Holds(kind, numbers[0]) ? numbers[0].ToString(CultureInfo.InvariantCulture) : null,
        ColumnValues<double> numbers => Uri.EscapeDataString(numbers[0].ToString("R", CultureInfo.InvariantCulture)),
        ColumnValues<bool> truths => truths[0] ? "true" : "false",
        ColumnValues<string> texts when kind == EdmPrimitiveTypeKind.String => KeyLiteral.CanBeSaid(texts[0]) ? $"'{Uri.EscapeDataString(texts[0])}'" : null,
        _ => ((ColumnValues<string>)value)[0],
    };
}
