using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.Scoring.Extensions;
using FedMl.Scoring.Grpc;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Reads the JSON header of a request in one go; fields may come in any order.</summary>
internal static class InferRequestReader
{
    private const int MaxTensors = 10_000;

    /// <exception cref="ServiceException">MALFORMED_REQUEST; INPUT_INVALID with all faults; NOT_SUPPORTED: shared memory.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json, LoadedModel model)
    {
        var cursor = new JsonCursor(json);
        var request = new InferRequest();
        List<string> inSharedMemory = [];
        try
        {
            ReadDocument(ref cursor, model, request, inSharedMemory);
        }
        catch (JsonException exception)
        {
            throw NotJson(cursor.Depth >= JsonCursor.MaxDepth ? $"it is nested deeper than {JsonCursor.MaxDepth} levels" : $"something is wrong after byte {cursor.Position}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw NotJson("a text is not valid UTF-8", exception);
        }

        SharedMemory.Refuse(inSharedMemory);
        if (cursor.Faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request is not valid", cursor.Faults);
        }

        return request;
    }

    /// <summary>The error of bytes that are no JSON.</summary>
    public static ServiceException NotJson(string why, Exception? inner) => new(ErrorReason.MalformedRequest, $"The body is not JSON: {why}.", null, inner);

    private static void ReadDocument(ref JsonCursor cursor, LoadedModel model, InferRequest request, List<string> inSharedMemory)
    {
        if (!cursor.Read() || cursor.Token != JsonTokenType.StartObject)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The body must be a JSON object with inputs.");
        }

        var (id, parameters, inputs, outputs) = (false, false, false, false);
        while (cursor.NextField())
        {
            if (cursor.IsField("id"u8))
            {
                cursor.NotTwice(id, Place.Request, "id");
                id = true;
                request.Id = cursor.Text(Place.Request, "id");
            }
            else if (cursor.IsField("parameters"u8))
            {
                cursor.NotTwice(parameters, Place.Request, "parameters");
                parameters = true;
                ReadParameters(ref cursor, request);
            }
            else if (cursor.IsField("inputs"u8))
            {
                cursor.NotTwice(inputs, Place.Request, "inputs");
                inputs = true;
                for (var i = 0; NextItem(ref cursor, "inputs", i); i++)
                {
                    InputReader.Read(ref cursor, new Place("inputs", i), model, request, inSharedMemory);
                }
            }
            else if (cursor.IsField("outputs"u8))
            {
                cursor.NotTwice(outputs, Place.Request, "outputs");
                outputs = true;
                for (var i = 0; NextItem(ref cursor, "outputs", i); i++)
                {
                    OutputReader.Read(ref cursor, new Place("outputs", i), model, request, inSharedMemory);
                }
            }
            else
            {
                cursor.SkipValue();
            }
        }

        if (cursor.Read())
        {
            throw new JsonException("Something follows the document.");
        }

        if (!inputs)
        {
            cursor.Faults.Add(new Fault("inputs", "is missing"));
        }
    }

    // Moves to the next object of a list; false at the list's end.
    private static bool NextItem(ref JsonCursor cursor, string list, int index)
    {
        if (index == 0 && !cursor.Enter(JsonTokenType.StartArray, Place.Request, list, "must be a list"))
        {
            return false;
        }

        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (cursor.Token == JsonTokenType.StartObject && index < MaxTensors)
            {
                return true;
            }

            cursor.Faults.Add(new Fault(new Place(list, index).ToString(), index >= MaxTensors ? "is one too many" : "must be an object"));
            cursor.Skip();
        }

        return false;
    }

    private static void ReadParameters(ref JsonCursor cursor, InferRequest request)
    {
        if (!cursor.Enter(JsonTokenType.StartObject, Place.Request, "parameters", "must be an object"))
        {
            return;
        }

        var (binary, priority) = (false, false);
        while (cursor.NextField())
        {
            if (cursor.IsField("binary_data_output"u8))
            {
                cursor.NotTwice(binary, Place.Request, "parameters.binary_data_output");
                binary = true;
                request.BinaryOutputs = cursor.Truth(Place.Request, "parameters.binary_data_output") ?? false;
            }
            else if (cursor.IsField("priority"u8))
            {
                cursor.NotTwice(priority, Place.Request, "parameters.priority");
                priority = true;
                request.Priority = ReadPriority(ref cursor);
            }
            else
            {
                cursor.SkipValue();
            }
        }
    }

    private static int ReadPriority(ref JsonCursor cursor)
    {
        var asked = cursor.Count(Place.Request, "parameters.priority");
        if (asked > int.MaxValue)
        {
            cursor.Faults.Add(new Fault("parameters.priority", RequestPriority.Range));
        }

        return RequestPriority.OrDefault((int)Math.Min(asked, int.MaxValue));
    }
}
