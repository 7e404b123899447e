using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Formats;

/// <summary>Elements of tensors as JSON values.</summary>
internal static class JsonElements
{
    public static void Write(Utf8JsonWriter json, string datatype, ReadOnlySpan<byte> elements)
    {
        var size = ElementType.SizeOf(datatype);
        for (; elements.Length > 0; elements = elements[size..])
        {
            switch (datatype)
            {
                case "BOOL":
                    json.WriteBooleanValue(elements[0] != 0);
                    break;
                case ElementType.Fp32:
                    json.WriteNumberValue(MemoryMarshal.Read<float>(elements));
                    break;
                case ElementType.Fp64:
                    json.WriteNumberValue(MemoryMarshal.Read<double>(elements));
                    break;
                case "FP16" or "BF16":
                    throw new LoadException($"{datatype} has no JSON form in the protocol; take the binary extension.");
                default:
                    json.WriteNumberValue(Integer(datatype, elements));
                    break;
            }
        }
    }

    /// <summary>The elements of JSON values, flat or nested.</summary>
    public static byte[] Read(string datatype, JsonElement data) => data.ValueKind == JsonValueKind.Array
        ? [.. data.EnumerateArray().SelectMany(e => Read(datatype, e))]
        : Element(datatype, data);

    /// <summary>Holds JSON values, flat or nested, against the right elements.</summary>
    public static Fault? Check(RowTensor expected, RowRange range, ReadOnlySpan<byte> data)
    {
        var size = ElementType.SizeOf(expected.Datatype);
        var right = range.Of(expected);
        var index = 0;
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray)
            {
                continue;
            }

            if (index * size >= right.Length)
            {
                return new Fault(Comparison.WrongAnswer, $"{expected.Name} has more than {index} elements.");
            }

            var (value, actual) = (Value(expected.Datatype, right[(index * size)..]), Value(ref reader));
            if (!Comparison.Close(value, actual))
            {
                return Comparison.Wrong(expected.Name, index, value, actual);
            }

            index++;
        }

        return index * size == right.Length ? null : new Fault(Comparison.WrongAnswer, $"{expected.Name} has {index} elements instead of {right.Length / size}.");
    }

    private static byte[] Element(string datatype, JsonElement value) => datatype switch
    {
        "BOOL" => [value.GetBoolean() ? (byte)1 : (byte)0],
        ElementType.Fp32 => BitConverter.GetBytes((float)Number(value)),
        ElementType.Fp64 => BitConverter.GetBytes(Number(value)),
        _ => BitConverter.GetBytes(value.GetInt64())[..ElementType.SizeOf(datatype)],
    };

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.GetDouble(),
    };

    private static double Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => 1,
        JsonTokenType.False => 0,
        JsonTokenType.Null => double.NaN,
        JsonTokenType.String => double.Parse(reader.GetString()!, CultureInfo.InvariantCulture),
        _ => reader.GetDouble(),
    };

    private static double Value(string datatype, ReadOnlySpan<byte> element) => datatype switch
    {
        ElementType.Fp32 => MemoryMarshal.Read<float>(element),
        ElementType.Fp64 => MemoryMarshal.Read<double>(element),
        _ => Integer(datatype, element),
    };

    private static long Integer(string datatype, ReadOnlySpan<byte> element) => datatype switch
    {
        "INT8" => (sbyte)element[0],
        "INT16" => MemoryMarshal.Read<short>(element),
        "UINT16" => MemoryMarshal.Read<ushort>(element),
        "INT32" => MemoryMarshal.Read<int>(element),
        "UINT32" => MemoryMarshal.Read<uint>(element),
        "INT64" => MemoryMarshal.Read<long>(element),
        "UINT64" => checked((long)MemoryMarshal.Read<ulong>(element)),
        _ => element[0],
    };
}
