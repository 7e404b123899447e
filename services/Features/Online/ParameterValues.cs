using FedMl.Features.Columns;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Google.Protobuf.Collections;
using FeatureView = FedMl.Features.Views.FeatureView;

namespace FedMl.Features.Online;

/// <summary>The values that a request sets for the parameters of its views.</summary>
internal sealed class ParameterValues(FeatureRequest request, int maxLength)
{
    private readonly Dictionary<(string Name, ValueType Type), ColumnValues> values = [];

    /// <summary>A value for each parameter of a view: the request's, or the declared default.</summary>
    public IReadOnlyList<ColumnValues> Of(FeatureView view) => view.Parameters.Count == 0 ? [] : [.. view.Parameters.Select(parameter => values.GetValueOrDefault((parameter.Name, parameter.Plan.Type)) ?? parameter.Default!)];

    public void Read(MapField<string, Value> sent)
    {
        if (sent.Count == 0 && !request.Features.HaveParameters)
        {
            return;
        }

        var declared = request.Views.SelectMany(view => view.View.Parameters).ToLookup(parameter => parameter.Name, StringComparer.Ordinal);
        foreach (var (name, value) in sent)
        {
            var field = Identifier.IsValid(name) ? $"parameters[{name}]" : "parameters";
            if (!declared.Contains(name))
            {
                request.Add(ErrorReason.InvalidRequest, field, "is no parameter of the views asked for");
            }

            foreach (var type in declared[name].Select(parameter => parameter.Plan.Type).Distinct())
            {
                var column = ColumnValues.Of(type);
                if (TryAdd(column, type, value))
                {
                    values[(name, type)] = column;
                }
                else
                {
                    request.Add(ErrorReason.InvalidRequest, field, $"must be {ValueTypes.NameOf(type)}{(type == ValueType.String ? $" of at most {maxLength} characters" : "")}");
                }
            }
        }

        foreach (var view in request.Views)
        {
            foreach (var missing in view.View.Parameters.Where(parameter => parameter.Default is null && !sent.ContainsKey(parameter.Name)))
            {
                request.Add(ErrorReason.InvalidRequest, "parameters", $"feature view {view.View.Name} needs a value for {missing.Name}");
            }
        }
    }

    /// <summary>A declared value as messages carry it.</summary>
    public static Value ToMessage(ColumnValues value, ValueType type) => value switch
    {
        ColumnValues<long> times when type == ValueType.Timestamp => new Value { StringValue = Columns.Timestamps.ToDateTimeOffset(times[0]).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture) },
        ColumnValues<long> numbers => new Value { Int64Value = numbers[0] },
        ColumnValues<double> numbers => new Value { DoubleValue = numbers[0] },
        ColumnValues<bool> truths => new Value { BoolValue = truths[0] },
        ColumnValues<string> decimals when type == ValueType.Decimal => new Value { DecimalValue = decimals[0] },
        _ => new Value { StringValue = ((ColumnValues<string>)value)[0] },
    };

    private bool TryAdd(ColumnValues target, ValueType type, Value sent)
    {
        switch (sent.KindCase, type)
        {
            case (Value.KindOneofCase.StringValue, ValueType.Date or ValueType.Timestamp):
                return TextValues.TryAdd(target, type, sent.StringValue);
            case (Value.KindOneofCase.StringValue, ValueType.String):
                return sent.StringValue.Length <= maxLength && TextValues.TryAdd(target, type, sent.StringValue);
            case (Value.KindOneofCase.DecimalValue, ValueType.Decimal):
                return sent.DecimalValue.Length <= maxLength && TextValues.TryAdd(target, type, sent.DecimalValue);
            case (Value.KindOneofCase.StringValue, ValueType.Decimal):
                return sent.StringValue.Length <= maxLength && TextValues.TryAdd(target, type, sent.StringValue);
            case (Value.KindOneofCase.Int64Value, ValueType.Decimal):
                return TextValues.TryAdd(target, type, sent.Int64Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            case (Value.KindOneofCase.Int64Value, ValueType.Double) when (Int128)(double)sent.Int64Value == sent.Int64Value:
                ((ColumnValues<double>)target).Add(sent.Int64Value);
                return true;
            case (Value.KindOneofCase.Int64Value, ValueType.Int64):
                ((ColumnValues<long>)target).Add(sent.Int64Value);
                return true;
            case (Value.KindOneofCase.DoubleValue, ValueType.Double) when double.IsFinite(sent.DoubleValue):
                ((ColumnValues<double>)target).Add(sent.DoubleValue);
                return true;
            case (Value.KindOneofCase.BoolValue, ValueType.Bool):
                ((ColumnValues<bool>)target).Add(sent.BoolValue);
                return true;
            default:
                return false;
        }
    }
}
