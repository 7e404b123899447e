using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>One reading of a request the straight way. Stops, false, at whatever it does not know or does not like.</summary>
/// <param name="models">Where the model is.</param>
/// <param name="check">The limits.</param>
/// <param name="call">Takes what is read.</param>
/// <param name="bytes">The message.</param>
/// <param name="scratch">For texts that lie across two buffers.</param>
/// <param name="model">For the model's name, then for names of tensors.</param>
/// <param name="version">For the version.</param>
internal ref partial struct StraightReader(
    ModelStore models, TensorCheck check, InferCall call, ReadOnlySequence<byte> bytes, Span<byte> scratch, Span<char> model, Span<char> version)
{
    private const int MaxRank = 8;
    private const int NoRows = -1;

    private readonly Span<byte> scratch = scratch;
    private readonly Span<char> model = model;
    private readonly Span<char> version = version;
    private WireReader reader = new(bytes);
    private int modelLength;
    private int versionLength;
    private int inputs;
    private int raws;
    private int rows = NoRows;
    private int typed;

    /// <summary>True where an input has typed contents.</summary>
    public readonly bool HasTyped => typed > 0;

    public bool TryRead()
    {
        while (reader.Remaining > 0)
        {
            if (!reader.TryReadTag(out var field, out var type) || type != WireReader.Length || !TryReadField(field))
            {
                return false;
            }
        }

        return raws > 0 ? raws == inputs && typed == 0 : TryReadTyped();
    }

    // Fields in the order in which every encoder writes them; parameters (4) are not for the straight way.
    private bool TryReadField(int field) => field switch
    {
        1 => !call.HasModel && TryReadText(model, out modelLength),
        2 => !call.HasModel && TryReadText(version, out versionLength),
        3 => TryReadId(),
        5 => call.Run is null && TryReadInput(),
        6 => TryReadAsked(),
        7 => TryReadRaw(),
        _ => false,
    };

    private bool TryReadText(Span<char> target, out int length)
    {
        length = 0;
        return reader.TryReadShort(scratch, out var text) && Encoding.UTF8.TryGetChars(text, target, out length);
    }

    private bool TryReadId()
    {
        var found = reader.TryReadShort(scratch, out var id) && Utf8.IsValid(id);
        if (found)
        {
            id.CopyTo(call.Id);
            call.IdLength = id.Length;
        }

        return found;
    }

    private bool TryTakeModel()
    {
        if (call.HasModel)
        {
            return true;
        }

        if (!models.TryAcquire(model[..modelLength], version[..versionLength], out var use))
        {
            return false;
        }

        call.Take(use);
        return true;
    }

    private bool TryFind(IReadOnlyList<TensorSpec> specs, int guess, out TensorSpec? spec, out int place)
    {
        (spec, place) = (null, -1);
        if (!TryReadText(model, out var length))
        {
            return false;
        }

        var name = model[..length];
        for (var i = 0; i < specs.Count; i++)
        {
            // Most clients send the tensors in the order of the graph.
            var at = (guess + i) % specs.Count;
            if (name.SequenceEqual(specs[at].Name))
            {
                (spec, place) = (specs[at], at);
                return true;
            }
        }

        return false;
    }

    private bool TryReadAsked()
    {
        if (!TryTakeModel() || call.AskedCount == call.Model.Outputs.Count || call.AskedCount == InferReader.MaxTensors || !reader.TryReadLength(out var length))
        {
            return false;
        }

        // A name and nothing else.
        var end = reader.Position + length;
        if (!reader.TryReadTag(out var field, out var type) || field != 1 || type != WireReader.Length
            || !TryFind(call.Model.Outputs, call.AskedCount, out _, out var place) || call.Asked.AsSpan(0, call.AskedCount).Contains(place))
        {
            return false;
        }

        call.Asked[call.AskedCount++] = place;
        return reader.Position == end;
    }

    private bool TryReadRaw()
    {
        if (raws == inputs || !TryTakeRun() || !reader.TryReadLength(out var length))
        {
            return false;
        }

        var place = call.Places[raws++];
        var memory = call.Run!.Input(place);
        return length == memory.Length && reader.TryRead(memory)
            && (call.Model.Inputs[place].Datatype != Datatype.BOOL || !memory.ContainsAnyExceptInRange((byte)0, (byte)1));
    }

    private bool TryTakeRun()
    {
        if (call.Run is not null)
        {
            return true;
        }

        if (!call.HasModel || inputs != call.Model.Inputs.Count || !AllDiffer(call.Places.AsSpan(0, inputs)))
        {
            return false;
        }

        if (rows > check.MaxRows(call.Model) || call.Model.TryNewRun(Math.Max(rows, 1)) is not { } run)
        {
            return false;
        }

        call.Take(run);
        return true;
    }

    private static bool AllDiffer(ReadOnlySpan<int> places)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[(i + 1)..].Contains(places[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadTyped()
    {
        if (!TryTakeRun())
        {
            return false;
        }

        for (var i = 0; i < inputs; i++)
        {
            var place = call.Places[i];
            if (!TypedReader.TryFill(call.Contents[i], call.Model.Inputs[place].Datatype, call.Run!.Input(place)))
            {
                return false;
            }
        }

        return true;
    }
}
