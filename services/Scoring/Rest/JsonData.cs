using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>
/// Writes the values of an output, flat and row-major, each as the shortest number that reads back as itself.
/// Numbers that JSON lacks are written as "NaN", "Infinity", "-Infinity".
/// </summary>
internal static class JsonData
{
    /// <exception cref="ServiceException">INVALID_REQUEST: a text is not UTF-8, so JSON cannot carry it.</exception>
    public static void Write(Utf8JsonWriter writer, OutputTensor output)
    {
        switch (output.Datatype)
        {
            case Datatype.FP32:
                Each<float>(writer, output, WriteFloat);
                break;
            case Datatype.FP64:
                Each<double>(writer, output, WriteDouble);
                break;
            case Datatype.FP16:
                Each<Half>(writer, output, static (w, v) => WriteFloat(w, (float)v));
                break;
            case Datatype.BF16:
                Each<ushort>(writer, output, static (w, v) => WriteFloat(w, BitConverter.UInt32BitsToSingle((uint)v << 16)));
                break;
            case Datatype.BOOL:
                Each<byte>(writer, output, static (w, v) => w.WriteBooleanValue(v != 0));
                break;
            case Datatype.INT8:
                Each<sbyte>(writer, output, static (w, v) => w.WriteNumberValue((int)v));
                break;
            case Datatype.INT16:
                Each<short>(writer, output, static (w, v) => w.WriteNumberValue((int)v));
                break;
            case Datatype.INT32:
                Each<int>(writer, output, static (w, v) => w.WriteNumberValue(v));
                break;
            case Datatype.INT64:
                Each<long>(writer, output, static (w, v) => w.WriteNumberValue(v));
                break;
            case Datatype.UINT8:
                Each<byte>(writer, output, static (w, v) => w.WriteNumberValue((uint)v));
                break;
            case Datatype.UINT16:
                Each<ushort>(writer, output, static (w, v) => w.WriteNumberValue((uint)v));
                break;
            case Datatype.UINT32:
                Each<uint>(writer, output, static (w, v) => w.WriteNumberValue(v));
                break;
            case Datatype.UINT64:
                Each<ulong>(writer, output, static (w, v) => w.WriteNumberValue(v));
                break;
            default:
                WriteTexts(writer, output);
                break;
        }
    }

    private static void Each<T>(Utf8JsonWriter writer, OutputTensor output, Action<Utf8JsonWriter, T> write)
        where T : unmanaged
    {
        foreach (var value in MemoryMarshal.Cast<byte, T>(output.Bytes))
        {
            write(writer, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, OutputTensor output)
    {
        for (var i = 0; i < output.ElementCount; i++)
        {
            var text = output.Text(i);
            if (!Utf8.IsValid(text))
            {
                throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The answer cannot be JSON", [new Fault("outputs", $"element {i} of output '{output.Name}' is not UTF-8; ask for it with the parameter binary_data")]);
            }

            writer.WriteStringValue(text);
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
            WriteNotFinite(writer, value);
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
            WriteNotFinite(writer, value);
        }
    }

    private static void WriteNotFinite(Utf8JsonWriter writer, double value) =>
        writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
}
