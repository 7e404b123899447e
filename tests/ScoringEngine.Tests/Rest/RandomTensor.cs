using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>A tensor [rows, columns] of random bits, as bytes and as JSON.</summary>
internal sealed class RandomTensor
{
    private readonly string[] elements;
    private readonly int columns;

    public RandomTensor(Random random, string datatype, int rows, int columns)
    {
        this.columns = columns;
        Rows = rows;
        elements = new string[rows * columns];
        var bytes = new MemoryStream();
        for (var i = 0; i < elements.Length; i++)
        {
            var element = NextElement(random, datatype);
            elements[i] = ToJson(datatype, element);
            bytes.Write(element);
        }

        Bytes = bytes.ToArray();
    }

    /// <summary>The datatypes and the ONNX types that are theirs.</summary>
    public static Dictionary<string, Element> Datatypes { get; } = new()
    {
        ["BOOL"] = Element.Bool,
        ["UINT8"] = Element.UInt8,
        ["UINT16"] = Element.UInt16,
        ["UINT32"] = Element.UInt32,
        ["UINT64"] = Element.UInt64,
        ["INT8"] = Element.Int8,
        ["INT16"] = Element.Int16,
        ["INT32"] = Element.Int32,
        ["INT64"] = Element.Int64,
        ["FP16"] = Element.Float16,
        ["FP32"] = Element.Float,
        ["FP64"] = Element.Double,
        ["BF16"] = Element.BFloat16,
        ["BYTES"] = Element.String,
    };

    public int Rows { get; }

    /// <summary>Row-major, little-endian.</summary>
    public byte[] Bytes { get; }

    public string Flat => $"[{string.Join(',', elements)}]";

    public string Nested => $"[{string.Join(",\n ", elements.Chunk(columns).Select(row => $"[{string.Join(", ", row)}]"))}]";

    /// <summary>The bytes of JSON data, where every NaN is the same.</summary>
    public static byte[] FromJson(string datatype, JsonElement data) => [.. data.EnumerateArray().SelectMany(e => FromJsonElement(datatype, e))];

    /// <summary>The bytes with every NaN the same.</summary>
    public byte[] WithoutPayloads(string datatype) => FromJson(datatype, JsonDocument.Parse(Flat).RootElement);

    private static byte[] NextElement(Random random, string datatype)
    {
        if (datatype == "BYTES")
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(5) switch
            {
                0 => "\"",
                1 => "\\\n\u0001",
                2 => "ä€",
                3 => char.ConvertFromUtf32(0x1F600 + random.Next(50)),
                _ => "[}," + random.Next(),
            })));
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            return [.. length, .. text];
        }

        var bits = new byte[datatype is "BOOL" ? 1 : datatype.EndsWith('8') ? 1 : datatype.EndsWith("16", StringComparison.Ordinal) ? 2 : datatype.EndsWith("32", StringComparison.Ordinal) ? 4 : 8];
        random.NextBytes(bits);
        if (datatype == "BOOL")
        {
            bits[0] &= 1;
        }
        else if (random.Next(8) == 0)
        {
            // The ends of the range, zero, minus zero, and what is next to them.
            bits.AsSpan().Fill(random.Next(2) == 0 ? (byte)0 : (byte)255);
            bits[^1] = (byte)random.Next(256);
        }

        return bits;
    }

    private static string ToJson(string datatype, byte[] bits) => datatype switch
    {
        "BOOL" => bits[0] == 0 ? "false" : "true",
        "UINT8" => Text(bits[0]),
        "UINT16" => Text(BinaryPrimitives.ReadUInt16LittleEndian(bits)),
        "UINT32" => Text(BinaryPrimitives.ReadUInt32LittleEndian(bits)),
        "UINT64" => Text(BinaryPrimitives.ReadUInt64LittleEndian(bits)),
        "INT8" => Text((sbyte)bits[0]),
        "INT16" => Text(BinaryPrimitives.ReadInt16LittleEndian(bits)),
        "INT32" => Text(BinaryPrimitives.ReadInt32LittleEndian(bits)),
        "INT64" => Text(BinaryPrimitives.ReadInt64LittleEndian(bits)),
        "FP16" => Number((float)BinaryPrimitives.ReadHalfLittleEndian(bits)),
        "BF16" => Number(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bits) << 16)),
        "FP32" => Number(BinaryPrimitives.ReadSingleLittleEndian(bits)),
        "FP64" => Number(BinaryPrimitives.ReadDoubleLittleEndian(bits)),
        _ => JsonSerializer.Serialize(Encoding.UTF8.GetString(bits, 4, bits.Length - 4)),
    };

    private static byte[] FromJsonElement(string datatype, JsonElement element) => datatype switch
    {
        "BOOL" => [element.GetBoolean() ? (byte)1 : (byte)0],
        "UINT8" => [element.GetByte()],
        "UINT16" => BitConverter.GetBytes(element.GetUInt16()),
        "UINT32" => BitConverter.GetBytes(element.GetUInt32()),
        "UINT64" => BitConverter.GetBytes(element.GetUInt64()),
        "INT8" => [(byte)element.GetSByte()],
        "INT16" => BitConverter.GetBytes(element.GetInt16()),
        "INT32" => BitConverter.GetBytes(element.GetInt32()),
        "INT64" => BitConverter.GetBytes(element.GetInt64()),
        "FP16" => BitConverter.GetBytes(Half.Parse(Number(element), CultureInfo.InvariantCulture)),
        "BF16" => BitConverter.GetBytes(float.Parse(Number(element), CultureInfo.InvariantCulture))[2..],
        "FP32" => BitConverter.GetBytes(float.Parse(Number(element), CultureInfo.InvariantCulture)),
        "FP64" => BitConverter.GetBytes(double.Parse(Number(element), CultureInfo.InvariantCulture)),
        _ => [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(element.GetString()!)), .. Encoding.UTF8.GetBytes(element.GetString()!)],
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Number(float value) => float.IsFinite(value) ? Text(value) : Number((double)value);

    private static string Number(double value) => double.IsFinite(value) ? Text(value) : $"\"{Text(value)}\"";

    private static string Number(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
