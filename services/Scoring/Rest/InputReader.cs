using System.Text.Json;
using FedMl.Scoring.Extensions;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Reads the header of one input.</summary>
internal static class InputReader
{
    private const int MaxDimensions = 64;

    public static void Read(ref JsonCursor cursor, Place place, LoadedModel model, InferRequest request, List<string> inSharedMemory)
    {
        string? name = null;
        Datatype? datatype = null;
        long[]? shape = null;
        InputPlace? data = null;
        long? binarySize = null;
        var (parameters, shared) = (false, false);
        while (cursor.NextField())
        {
            if (cursor.IsField("name"u8))
            {
                cursor.NotTwice(name is not null, place, "name");
                name = cursor.Name(place, model.Inputs);
            }
            else if (cursor.IsField("datatype"u8))
            {
                cursor.NotTwice(datatype is not null, place, "datatype");
                datatype = cursor.Datatype(place);
            }
            else if (cursor.IsField("shape"u8))
            {
                cursor.NotTwice(shape is not null, place, "shape");
                shape = ReadShape(ref cursor, place);
            }
            else if (cursor.IsField("data"u8))
            {
                cursor.NotTwice(data is not null, place, "data");
                data = cursor.SkipData();
            }
            else if (cursor.IsField("parameters"u8))
            {
                cursor.NotTwice(parameters, place, "parameters");
                parameters = true;
                ReadParameters(ref cursor, place, ref binarySize, ref shared);
            }
            else
            {
                cursor.SkipValue();
            }
        }

        var hasData = data is { Length: > 0 };
        AddMissing(cursor.Faults, place, name, datatype, shape);
        if (shared)
        {
            inSharedMemory.Add(place.ToString());
        }
        else if (hasData == binarySize.HasValue)
        {
            cursor.Faults.Add(new Fault(place.ToString(), "Input must set only one of the following fields: 'data', 'binary_data_size' in 'parameters', 'shared_memory_region' in 'parameters'. But "
                + (hasData ? "set 'data' 'binary_data_size'" : "no field is set")));
        }

        request.Inputs.Add(new TensorHeader(name ?? "", datatype ?? default, shape ?? []));
        request.Places.Add(binarySize is { } size ? new InputPlace(-1, 0, size) : data ?? default);
    }

    private static void AddMissing(List<Fault> faults, Place place, string? name, Datatype? datatype, long[]? shape)
    {
        if (name is null)
        {
            faults.Add(new Fault(place.Of("name"), "is missing"));
        }

        if (shape is null)
        {
            faults.Add(new Fault(place.Of("shape"), "is missing"));
        }

        if (datatype is null)
        {
            faults.Add(new Fault(place.Of("datatype"), "is missing"));
        }
    }

    private static long[]? ReadShape(ref JsonCursor cursor, Place place)
    {
        if (!cursor.Enter(JsonTokenType.StartArray, place, "shape", "must be a list of whole numbers"))
        {
            return cursor.Token == JsonTokenType.Null ? null : [];
        }

        Span<long> shape = stackalloc long[MaxDimensions];
        var dimensions = 0;
        string? fault = null;
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (dimensions == MaxDimensions)
            {
                fault ??= $"has more than {MaxDimensions} dimensions";
            }
            else if (cursor.TryGetCount(out var dimension))
            {
                shape[dimensions++] = dimension;
            }
            else
            {
                fault ??= "must be a list of whole numbers that are not negative";
            }

            cursor.Skip();
        }

        if (fault is not null)
        {
            cursor.Faults.Add(new Fault(place.Of("shape"), fault));
        }

        return shape[..dimensions].ToArray();
    }

    private static void ReadParameters(ref JsonCursor cursor, Place place, ref long? binarySize, ref bool shared)
    {
        if (!cursor.Enter(JsonTokenType.StartObject, place, "parameters", "must be an object"))
        {
            return;
        }

        while (cursor.NextField())
        {
            if (cursor.IsField("binary_data_size"u8))
            {
                cursor.NotTwice(binarySize is not null, place, "parameters.binary_data_size");
                binarySize = cursor.Count(place, "parameters.binary_data_size");
            }
            else
            {
                shared |= cursor.IsField(SharedMemory.RegionParameter);
                cursor.SkipValue();
            }
        }
    }
}
