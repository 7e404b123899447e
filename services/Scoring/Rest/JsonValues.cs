using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Reads the values of one JSON tensor straight into the memory of a run.</summary>
internal static class JsonValues
{
    // Of a tensor's faults so many are named, the others counted.
    private const int MaxNamed = 10;

    /// <exception cref="ServiceException">MALFORMED_REQUEST.</exception>
    public static void Fill(InputMemory input, ReadOnlySpan<byte> json, List<Fault> faults)
    {
        var lists = new JsonLists(json, stackalloc int[2 * JsonLists.Levels]);
        try
        {
            var count = input.Header.Datatype switch
            {
                Datatype.FP32 => Fill<float, JsonFp32>(ref lists, input, faults),
                Datatype.FP64 => Fill<double, JsonFp64>(ref lists, input, faults),
                Datatype.FP16 => Fill<Half, JsonFp16>(ref lists, input, faults),
                Datatype.BF16 => Fill<ushort, JsonBf16>(ref lists, input, faults),
                Datatype.BOOL => Fill<byte, JsonBool>(ref lists, input, faults),
                Datatype.INT8 => Fill<sbyte, JsonWhole<sbyte>>(ref lists, input, faults),
                Datatype.INT16 => Fill<short, JsonWhole<short>>(ref lists, input, faults),
                Datatype.INT32 => Fill<int, JsonWhole<int>>(ref lists, input, faults),
                Datatype.INT64 => Fill<long, JsonWhole<long>>(ref lists, input, faults),
                Datatype.UINT8 => Fill<byte, JsonWhole<byte>>(ref lists, input, faults),
                Datatype.UINT16 => Fill<ushort, JsonWhole<ushort>>(ref lists, input, faults),
                Datatype.UINT32 => Fill<uint, JsonWhole<uint>>(ref lists, input, faults),
                Datatype.UINT64 => Fill<ulong, JsonWhole<ulong>>(ref lists, input, faults),
                _ => FillTexts(ref lists, input, faults),
            };
            if (count != input.Elements)
            {
                faults.Add(input.Fault("data", $"unexpected number of values {count} for input '{input.Header.Name}' for model '{input.Model}', the shape [{string.Join(',', input.Header.Shape)}] has {input.Elements}"));
            }
            else if (lists.IsRagged)
            {
                faults.Add(input.Fault("data", "holds lists of one level that are not equally long"));
            }
        }
        catch (JsonException exception)
        {
            throw InferRequestReader.NotJson($"{input.Fault("data", "").Field} is no list, or is nested deeper than {JsonLists.MaxDepth} levels", exception);
        }
    }

    private static int Fill<T, TElement>(ref JsonLists lists, InputMemory input, List<Fault> faults)
        where T : unmanaged
        where TElement : IJsonElement<T>
    {
        var target = MemoryMarshal.Cast<byte, T>(input.Bytes);
        var wrong = default(Wrong);
        var count = 0;
        for (; lists.MoveNext(); count++)
        {
            if (count < target.Length && TElement.Read(ref lists.Reader, out target[count]) is { } why)
            {
                wrong.Add(input, count, why, faults);
            }
        }

        wrong.AddRest(input, faults);
        return count;
    }

    private static int FillTexts(ref JsonLists lists, InputMemory input, List<Fault> faults)
    {
        var elements = input.Elements;
        var wrong = default(Wrong);
        var count = 0;
        for (; lists.MoveNext(); count++)
        {
            if (count < elements && PutText(ref lists.Reader, input, count) is { } why)
            {
                wrong.Add(input, count, why, faults);
            }
        }

        wrong.AddRest(input, faults);
        return count;
    }

    private static string? PutText(ref Utf8JsonReader reader, InputMemory input, int element)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"expected text, got {JsonKinds.NameOf(reader.TokenType)}";
        }

        if (!reader.ValueIsEscaped)
        {
            input.SetText(element, reader.ValueSpan);
            return Utf8.IsValid(reader.ValueSpan) ? null : "is not valid UTF-8";
        }

        var text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            input.SetText(element, text.AsSpan(0, reader.CopyString(text)));
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no Unicode text.
            return "is not valid Unicode";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private struct Wrong
    {
        private int count;

        public void Add(InputMemory input, int element, string why, List<Fault> faults)
        {
            if (count++ < MaxNamed)
            {
                faults.Add(input.Fault("data", $"element {element}: {why}"));
            }
        }

        public readonly void AddRest(InputMemory input, List<Fault> faults)
        {
            if (count > MaxNamed)
            {
                faults.Add(input.Fault("data", $"{count - MaxNamed} more elements are wrong"));
            }
        }
    }
}
