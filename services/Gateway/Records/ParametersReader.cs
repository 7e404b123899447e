using System.Text.Json;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using Google.Protobuf.Collections;

namespace FedMl.Gateway.Records;

/// <summary>Reads an object of values for the parameters of feature views.</summary>
internal static class ParametersReader
{
    private const int MaxParameters = 1_000;

    public static void Read(ref Utf8JsonReader reader, string field, MapField<string, Value> parameters, FaultList faults)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(field, "must be an object");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = JsonText.TryGetText(ref reader, out var name) && name.Length <= PathName.MaxLength;
            reader.Read();
            var fault = ScalarReader.Read(ref reader, out var value) ?? (value.IsMissing ? "must not be null" : null);
            if (!isName || parameters.Count == MaxParameters)
            {
                faults.Add(field, $"must hold at most {MaxParameters} values with names of at most {PathName.MaxLength} characters");
            }
            else if (fault is not null || !parameters.TryAdd(name, ColumnBuilder.ValueOf(value)))
            {
                faults.Add($"{field}[{name}]", fault ?? "is there twice");
            }
        }
    }
}
