using System.Text.Json;
using FedMl.Scoring.Extensions;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Reads one output that a request asks for.</summary>
internal static class OutputReader
{
    public static void Read(ref JsonCursor cursor, Place place, LoadedModel model, InferRequest request, List<string> inSharedMemory)
    {
        string? name = null;
        OutputForm form = default;
        var parameters = false;
        while (cursor.NextField())
        {
            if (cursor.IsField("name"u8))
            {
                cursor.NotTwice(name is not null, place, "name");
                name = cursor.Name(place, model.Outputs);
            }
            else if (cursor.IsField("parameters"u8))
            {
                cursor.NotTwice(parameters, place, "parameters");
                parameters = true;
                ReadParameters(ref cursor, place, ref form, inSharedMemory);
            }
            else
            {
                cursor.SkipValue();
            }
        }

        if (name is null)
        {
            cursor.Faults.Add(new Fault(place.Of("name"), "is missing"));
            return;
        }

        request.Outputs.Add(name);
        request.Forms.Add(form);
    }

    private static void ReadParameters(ref JsonCursor cursor, Place place, ref OutputForm form, List<string> inSharedMemory)
    {
        if (!cursor.Enter(JsonTokenType.StartObject, place, "parameters", "must be an object"))
        {
            return;
        }

        var (binary, classes) = (false, false);
        while (cursor.NextField())
        {
            if (cursor.IsField("binary_data"u8))
            {
                cursor.NotTwice(binary, place, "parameters.binary_data");
                binary = true;
                form = form with { Binary = cursor.Truth(place, "parameters.binary_data") };
            }
            else if (cursor.IsField("classification"u8))
            {
                cursor.NotTwice(classes, place, "parameters.classification");
                classes = true;
                form = form with { Classes = cursor.Count(place, "parameters.classification") };
            }
            else
            {
                if (cursor.IsField(SharedMemory.RegionParameter))
                {
                    inSharedMemory.Add(place.ToString());
                }

                cursor.SkipValue();
            }
        }
    }
}
