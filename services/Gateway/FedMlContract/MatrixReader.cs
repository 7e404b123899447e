using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FedMlContract;

/// <summary>Reads rows without names, <c>{"data":[[…],…]}</c> or the bare rows, in the order of the model's inputs.</summary>
internal sealed class MatrixReader(IReadOnlyList<string> inputs, GatewayOptions limits)
{
    private const string Data = "data";

    private readonly FaultList faults = new();
    private readonly ColumnBuilder[] columns = [.. inputs.Select(i => new ColumnBuilder(i))];
    private int rowCount;

    public static IReadOnlyList<Column> Read(ReadOnlySpan<byte> json, IReadOnlyList<string> inputs, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new MatrixReader(inputs, limits).ReadDocument(ref reader));

    private Column[] ReadDocument(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader);
        }
        else
        {
            ReadRows(ref reader);
        }

        faults.ThrowIfAny();
        return [.. columns.Select(c => c.Build(rowCount))];
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals(Data);
            reader.Read();
            if (isData && !found)
            {
                ReadRows(ref reader);
            }
            else
            {
                faults.Add("", isData ? "data is there twice" : "a field that is not data is not known here");
                reader.Skip();
            }

            found |= isData;
        }

        if (!found)
        {
            faults.Add(Data, "is missing");
        }
    }

    private void ReadRows(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(Data, "must be an array of rows");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (rowCount < Math.Min(limits.MaxRows, limits.MaxValues / columns.Length))
            {
                ReadRow(ref reader);
            }

            reader.Skip();
            rowCount++;
        }

        var maxRows = Math.Min(limits.MaxRows, limits.MaxValues / columns.Length);
        if (rowCount == 0 || rowCount > maxRows)
        {
            faults.AddRowCount(Data, $"has {rowCount} rows; must have 1 to {maxRows}");
        }
    }

    private void ReadRow(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add($"data[{rowCount}]", "must be an array of values");
            return;
        }

        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            var fault = ScalarReader.Read(ref reader, out var scalar);
            if (fault is not null)
            {
                faults.Add($"data[{rowCount}][{count}]", fault);
            }

            if (count < columns.Length)
            {
                columns[count].TrySet(rowCount, scalar);
            }
        }

        if (count != columns.Length)
        {
            faults.Add($"data[{rowCount}]", $"has {count} values; the model takes {columns.Length}: {string.Join(", ", inputs)}");
        }
    }
}
