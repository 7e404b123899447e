using System.Text;
using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.Scoring.Extensions;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>
/// Everything of a JSON request but the tensors' values, of which only the place is kept: they may come before
/// their datatype and shape.
/// </summary>
internal sealed class JsonHeader
{
    private const int MaxDepth = 64;
    private const int MaxTensors = 10_000;
    private readonly List<Fault> faults = [];
    private readonly List<string> inSharedMemory = [];

    public string? Id { get; private set; }

    public List<TensorHeader> Tensors { get; } = [];

    /// <summary>For each tensor the place of its <c>data</c> in the body.</summary>
    public List<int> DataOffsets { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <exception cref="ServiceException">MALFORMED_REQUEST, or INPUT_INVALID with all faults.</exception>
    public static JsonHeader Read(ReadOnlySpan<byte> body)
    {
        var header = new JsonHeader();
        try
        {
            header.ReadDocument(body);
        }
        catch (JsonException exception)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}.", null, exception);
        }
        catch (InvalidOperationException exception)
        {
            // Text of the body that is no valid UTF-8.
            throw new ServiceException(ErrorReason.MalformedRequest, "The body is not JSON: a text is not valid UTF-8.", null, exception);
        }

        SharedMemory.Refuse(header.inSharedMemory);
        return header.faults.Count == 0 ? header : throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request is not valid", header.faults);
    }

    internal static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    private void ReadDocument(ReadOnlySpan<byte> body)
    {
        // A byte order mark is no JSON, but some clients send it.
        var start = body.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(body[start..], ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The body must be a JSON object with inputs.");
        }

        var (hasInputs, hasOutputs) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                NotTwice(Id is not null, "id");
                Id = ReadText(ref reader, "id");
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                NotTwice(hasInputs, "inputs");
                hasInputs = true;
                ReadList(ref reader, "inputs", start, ReadInput);
            }
            else if (reader.ValueTextEquals("outputs"u8))
            {
                NotTwice(hasOutputs, "outputs");
                hasOutputs = true;
                ReadList(ref reader, "outputs", start, ReadOutput);
            }
            else
            {
                Skip(ref reader);
            }
        }

        if (reader.Read())
        {
            throw new JsonException("Something follows the document.");
        }

        if (!hasInputs)
        {
            faults.Add(new Fault("inputs", "is missing"));
        }
    }

    private delegate void ReadItem(ref Utf8JsonReader reader, string path, int start);

    private void ReadList(ref Utf8JsonReader reader, string name, int start, ReadItem readItem)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(new Fault(name, "must be a list"));
            reader.Skip();
            return;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType != JsonTokenType.StartObject || i >= MaxTensors)
            {
                faults.Add(new Fault($"{name}[{i}]", i >= MaxTensors ? "is one too many" : "must be an object"));
                reader.Skip();
                continue;
            }

            readItem(ref reader, $"{name}[{i}]", start);
        }
    }

    private void ReadInput(ref Utf8JsonReader reader, string path, int start)
    {
        string? name = null;
        string? datatype = null;
        long[]? shape = null;
        var offset = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                NotTwice(name is not null, path + ".name");
                name = ReadText(ref reader, path + ".name");
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                NotTwice(datatype is not null, path + ".datatype");
                datatype = ReadText(ref reader, path + ".datatype");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                NotTwice(shape is not null, path + ".shape");
                shape = ReadShape(ref reader, path + ".shape");
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                NotTwice(offset >= 0, path + ".data");
                reader.Read();
                offset = start + (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else
            {
                SharedMemory.Skip(ref reader, path, inSharedMemory);
            }
        }

        var known = Datatypes.TryParse(datatype ?? "", out var parsed);
        AddFaults(path, name, shape, offset, datatype is null ? "is missing" : known ? null : "is no datatype of the protocol", parsed);
        Tensors.Add(new TensorHeader(name ?? "", parsed, shape ?? []));
        DataOffsets.Add(offset);
    }

    private void AddFaults(string path, string? name, long[]? shape, int offset, string? datatypeFault, Datatype datatype)
    {
        var found = new (bool Wrong, string Field, string Description)[]
        {
            (name is null, ".name", "is missing"),
            (shape is null, ".shape", "is missing"),
            (offset < 0, ".data", "is missing"),
            (datatypeFault is not null, ".datatype", datatypeFault ?? ""),
            (datatype is Datatype.FP16 or Datatype.BF16, ".datatype", $"receiving {datatype.Name()} data via JSON is not supported; send it over gRPC"),
        };
        faults.AddRange(found.Where(f => f.Wrong).Select(f => new Fault(path + f.Field, f.Description)));
    }

    private void ReadOutput(ref Utf8JsonReader reader, string path, int start)
    {
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                NotTwice(name is not null, path + ".name");
                name = ReadText(ref reader, path + ".name");
            }
            else
            {
                SharedMemory.Skip(ref reader, path, inSharedMemory);
            }
        }

        if (name is null)
        {
            faults.Add(new Fault(path + ".name", "is missing"));
        }
        else
        {
            Outputs.Add(name);
        }
    }

    // JSON does not say which of two counts: a proxy or a scanner before us may have read the other.
    private void NotTwice(bool already, string path)
    {
        if (already)
        {
            faults.Add(new Fault(path, "is there twice"));
        }
    }

    private string? ReadText(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        faults.Add(new Fault(path, "must be text"));
        reader.Skip();
        return "";
    }

    private long[] ReadShape(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        List<long> shape = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            faults.Add(new Fault(path, "must be a list of whole numbers"));
            return [];
        }

        var fault = default(string);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (shape.Count == MaxDepth)
            {
                reader.Skip();
                fault ??= $"has more than {MaxDepth} dimensions";
            }
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var dimension) && dimension >= 0)
            {
                shape.Add(dimension);
            }
            else
            {
                reader.Skip();
                fault ??= "must be a list of whole numbers that are not negative";
            }
        }

        if (fault is not null)
        {
            faults.Add(new Fault(path, fault));
        }

        return [.. shape];
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
