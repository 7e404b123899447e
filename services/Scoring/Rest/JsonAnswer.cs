using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Rest;

/// <summary>Writes outputs as JSON, flat and row-major. Numbers that JSON lacks are written as "NaN", "Infinity", "-Infinity".</summary>
internal static class JsonAnswer
{
    public static void Write(IBufferWriter<byte> target, ModelKey model, string? id, IReadOnlyList<OutputTensor> outputs)
    {
        using var writer = new Utf8JsonWriter(target, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("model_name"u8, model.Model);
        writer.WriteString("model_version"u8, model.Version);
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteStartArray("outputs"u8);
        foreach (var output in outputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, output.Name);
            writer.WriteString("datatype"u8, output.Datatype.Name());
            writer.WriteStartArray("shape"u8);
            foreach (var dimension in output.Shape)
            {
                writer.WriteNumberValue(dimension);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("data"u8);
            WriteData(writer, output);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, OutputTensor output)
    {
        switch (output.Datatype)
        {
            case Datatype.FP32:
                foreach (var value in Values<float>(output))
                {
                    WriteFloat(writer, value);
                }

                break;
            case Datatype.FP64:
                foreach (var value in Values<double>(output))
                {
                    WriteDouble(writer, value);
                }

                break;
            case Datatype.FP16:
                foreach (var value in Values<Half>(output))
                {
                    WriteFloat(writer, (float)value);
                }

                break;
            case Datatype.BF16:
                foreach (var value in Values<ushort>(output))
                {
                    WriteFloat(writer, BitConverter.UInt32BitsToSingle((uint)value << 16));
                }

                break;
            case Datatype.BOOL:
                foreach (var value in output.Bytes)
                {
                    writer.WriteBooleanValue(value != 0);
                }

                break;
            case Datatype.BYTES:
                for (var i = 0; i < output.ElementCount; i++)
                {
                    writer.WriteStringValue(output.Text(i));
                }

                break;
            default:
                WriteIntegers(writer, output);
                break;
        }
    }

    private static void WriteIntegers(Utf8JsonWriter writer, OutputTensor output)
    {
        for (var i = 0; i < output.ElementCount; i++)
        {
            switch (output.Datatype)
            {
                case Datatype.INT8:
                    writer.WriteNumberValue(Values<sbyte>(output)[i]);
                    break;
                case Datatype.UINT8:
                    writer.WriteNumberValue((uint)output.Bytes[i]);
                    break;
                case Datatype.INT16:
                    writer.WriteNumberValue(Values<short>(output)[i]);
                    break;
                case Datatype.UINT16:
                    writer.WriteNumberValue((uint)Values<ushort>(output)[i]);
                    break;
                case Datatype.INT32:
                    writer.WriteNumberValue(Values<int>(output)[i]);
                    break;
                case Datatype.UINT32:
                    writer.WriteNumberValue(Values<uint>(output)[i]);
                    break;
                case Datatype.UINT64:
                    writer.WriteNumberValue(Values<ulong>(output)[i]);
                    break;
                default:
                    writer.WriteNumberValue(Values<long>(output)[i]);
                    break;
            }
        }
    }

    private static void WriteFloat(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            WriteDouble(writer, value);
        }
    }

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }

    private static ReadOnlySpan<T> Values<T>(OutputTensor output)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(output.Bytes);
}
