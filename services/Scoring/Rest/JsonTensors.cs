using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>
/// Reads the values of JSON tensors straight into the memory of a run. Nested and flat lists are both taken;
/// <c>null</c> is NaN, and so is "NaN"; "Infinity" and "-Infinity" are what they say, since JSON has no such numbers.
/// </summary>
internal static class JsonTensors
{
    public static void Fill(ModelRun run, JsonHeader header, ReadOnlySpan<byte> body, string model)
    {
        List<Fault> faults = [];
        for (var i = 0; i < header.Tensors.Count; i++)
        {
            FillOne(run, i, header.Tensors[i], body[header.DataOffsets[i]..], model, faults);
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults);
        }
    }

    private static void FillOne(ModelRun run, int index, TensorHeader header, ReadOnlySpan<byte> json, string model, List<Fault> faults)
    {
        var elements = header.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        var memory = header.Datatype == Datatype.BYTES || elements == 0 ? default : run.Input(index);
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(JsonHeader.ReaderOptions));
        var depth = 0;
        long count = 0;
        string? fault = null;
        do
        {
            if (!reader.Read())
            {
                break;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.PropertyName:
                    fault ??= "holds an object";
                    // What follows the data is cut off for this reader, so it must not be asked to skip to the end.
                    reader.TrySkip();
                    break;
                default:
                    fault ??= count < elements ? Put(run, index, memory, (int)count, header.Datatype, ref reader) : null;
                    count++;
                    break;
            }
        }
        while (depth > 0);

        if (count != elements)
        {
            fault = $"unexpected number of values {count} for input '{header.Name}' for model '{model}', the shape [{string.Join(',', header.Shape)}] has {elements}";
        }

        if (fault is not null)
        {
            faults.Add(new Fault($"inputs[{index}].data", fault));
        }
    }

    private static string? Put(ModelRun run, int index, Span<byte> memory, int element, Datatype datatype, ref Utf8JsonReader reader)
    {
        if (datatype == Datatype.BYTES)
        {
            return PutText(run, index, element, ref reader);
        }

        var value = ValueOf(ref reader, datatype);
        if (reader.TokenType == JsonTokenType.Number && value.IsInfinity)
        {
            return $"element {element}: is a number out of range";
        }

        if (ValueWriter.WhyNot(datatype, value) is { } why)
        {
            return $"element {element}: {why}";
        }

        ValueWriter.Write(memory, element, datatype, value);
        return null;
    }

    private static string? PutText(ModelRun run, int index, int element, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"element {element}: expected text";
        }

        if (!reader.ValueIsEscaped)
        {
            run.SetText(index, element, reader.ValueSpan);
            return Utf8.IsValid(reader.ValueSpan) ? null : $"element {element}: is not valid UTF-8";
        }

        try
        {
            run.SetText(index, element, Encoding.UTF8.GetBytes(reader.GetString()!));
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no Unicode text.
            return $"element {element}: is not valid Unicode";
        }
    }

    private static ScalarValue ValueOf(ref Utf8JsonReader reader, Datatype datatype)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return ScalarValue.Of(whole);
            case JsonTokenType.Number when datatype == Datatype.UINT64 && reader.TryGetUInt64(out var large):
                return ScalarValue.OfDecimal(large.ToString(System.Globalization.CultureInfo.InvariantCulture));
            case JsonTokenType.Number when reader.TryGetDouble(out var number):
                return ScalarValue.Of(number);
            case JsonTokenType.True or JsonTokenType.False:
                return ScalarValue.Of(reader.GetBoolean());
            case JsonTokenType.Null when datatype.IsFloat():
            case JsonTokenType.String when datatype.IsFloat() && reader.ValueTextEquals("NaN"u8):
                return ScalarValue.Of(double.NaN);
            case JsonTokenType.String when datatype.IsFloat() && reader.ValueTextEquals("Infinity"u8):
                return ScalarValue.Of(double.PositiveInfinity);
            case JsonTokenType.String when datatype.IsFloat() && reader.ValueTextEquals("-Infinity"u8):
                return ScalarValue.Of(double.NegativeInfinity);
            case JsonTokenType.String:
                return ScalarValue.OfText("");
            default:
                return default;
        }
    }
}
