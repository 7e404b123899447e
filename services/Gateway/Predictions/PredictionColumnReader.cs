using System.Text.Json;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.Gateway.Predictions;

/// <summary>Reads an array of columns, <c>{"name":…,"type":…}</c> and for decimals <c>precision</c> and <c>scale</c>.</summary>
internal sealed class PredictionColumnReader(string field, GatewayOptions limits, FaultList faults)
{
    private static readonly Dictionary<string, ValueType> Types =
        Enum.GetValues<ValueType>().Where(type => type != ValueType.Unspecified).ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public IReadOnlyList<PredictionTableColumn> Read(ref Utf8JsonReader reader)
    {
        List<PredictionTableColumn> columns = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(field, "must be an array of columns");
            reader.Skip();
            return columns;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (columns.Count == limits.MaxColumns)
            {
                faults.Add(field, $"has more than {limits.MaxColumns} columns");
                faults.ThrowIfAny();
            }

            columns.Add(ReadColumn(ref reader, $"{field}[{columns.Count}]"));
        }

        return columns;
    }

    private PredictionTableColumn ReadColumn(ref Utf8JsonReader reader, string at)
    {
        var column = new PredictionTableColumn();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(at, "must be an object with name and type");
            reader.Skip();
            return column;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            JsonText.TryGetText(ref reader, out var name);
            reader.Read();
            switch (name)
            {
                case "name" when reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text):
                    column.Name = text;
                    break;
                case "type" when reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text) && Types.TryGetValue(text, out var type):
                    column.Type = type;
                    break;
                case "precision" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var digits):
                    column.Precision = digits;
                    break;
                case "scale" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var digits):
                    column.Scale = digits;
                    break;
                default:
                    faults.Add(at, $"must have a name, a type ({string.Join(", ", Types.Keys)}) and, for a decimal, precision and scale; nothing else");
                    reader.Skip();
                    break;
            }
        }

        return column;
    }
}
