using System.Buffers;
using System.Buffers.Binary;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>The inputs and outputs of an answered request, copied, so that the request need not wait.</summary>
internal sealed class MirroredRequest : IDisposable
{
    private readonly List<byte[]> rented = [];

    private MirroredRequest(LoadedModel shadow, IReadOnlyList<MirroredTensor> inputs, IReadOnlyList<MirroredTensor> outputs)
    {
        Shadow = shadow;
        Inputs = inputs;
        Outputs = outputs;
        rented.AddRange(inputs.Concat(outputs).Select(t => t.Rented));
    }

    /// <summary>What is to score it.</summary>
    public LoadedModel Shadow { get; }

    public IReadOnlyList<MirroredTensor> Inputs { get; }

    public IReadOnlyList<MirroredTensor> Outputs { get; }

    /// <summary>Copies what a run had and gave; null where that is more than so many bytes.</summary>
    public static MirroredRequest? Of(LoadedModel shadow, ModelRun run, int maxBytes)
    {
        var inputs = run.ReadInputs();
        var outputs = run.Outputs;
        return inputs.Concat(outputs).Sum(t => (long)t.Bytes.Length) > maxBytes
            ? null
            : new MirroredRequest(shadow, [.. inputs.Select(MirroredTensor.Of)], [.. outputs.Select(MirroredTensor.Of)]);
    }

    /// <summary>Whether the shadow takes these inputs and gives these outputs.</summary>
    public bool Fits() =>
        Inputs.Count == Shadow.Inputs.Count
        && Inputs.All(t => Shadow.Inputs.Any(spec => Fits(spec, t)))
        && Outputs.All(t => Shadow.Outputs.Any(spec => spec.Name == t.Name && spec.Datatype == t.Datatype));

    /// <summary>Makes a run of the shadow with these inputs.</summary>
    public ModelRun NewRun()
    {
        var run = Shadow.NewRun([.. Inputs.Select(t => new TensorHeader(t.Name, t.Datatype, t.Shape))], [.. Outputs.Select(t => t.Name)]);
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (Inputs[i].Datatype == Datatype.BYTES)
            {
                FillTexts(run, i, Inputs[i].Bytes);
            }
            else
            {
                Inputs[i].Bytes.CopyTo(run.Input(i));
            }
        }

        return run;
    }

    public void Dispose()
    {
        rented.ForEach(bytes => ArrayPool<byte>.Shared.Return(bytes));
        rented.Clear();
    }

    private static bool Fits(TensorSpec spec, MirroredTensor tensor) =>
        spec.Name == tensor.Name && spec.Datatype == tensor.Datatype && spec.Shape.Count == tensor.Shape.Length
        && spec.Shape.Zip(tensor.Shape).All(d => d.First < 0 || d.First == d.Second);

    private static void FillTexts(ModelRun run, int input, ReadOnlySpan<byte> packed)
    {
        for (var element = 0; packed.Length > 0; element++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(packed);
            run.SetText(input, element, packed.Slice(sizeof(uint), length));
            packed = packed[(sizeof(uint) + length)..];
        }
    }
}

/// <summary>A copy of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its datatype.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Rented">Its bytes, and more.</param>
/// <param name="Length">How many are its.</param>
internal sealed record MirroredTensor(string Name, Datatype Datatype, long[] Shape, byte[] Rented, int Length)
{
    public ReadOnlySpan<byte> Bytes => Rented.AsSpan(0, Length);

    public static MirroredTensor Of(OutputTensor tensor)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, tensor.Bytes.Length));
        tensor.Bytes.CopyTo(bytes);
        return new MirroredTensor(tensor.Name, tensor.Datatype, tensor.Shape.ToArray(), bytes, tensor.Bytes.Length);
    }
}
