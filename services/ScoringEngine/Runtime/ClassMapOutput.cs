using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// A sequence of maps of class to probability (the ZipMap of scikit-learn exporters) as a matrix: one row a map,
/// one column a class, in the order of the first map.
/// </summary>
internal sealed class ClassMapOutput : OutputTensor
{
    private readonly string[] classes;
    private readonly float[] values;
    private readonly long[] shape;

    public ClassMapOutput(string name, OrtValue sequence)
    {
        Name = name;
        var rows = sequence.GetValueCount();
        classes = [];
        values = [];
        for (var row = 0; row < rows; row++)
        {
            using var map = sequence.GetValue(row, OrtAllocator.DefaultInstance);
            using var keys = map.GetValue(0, OrtAllocator.DefaultInstance);
            using var probabilities = map.GetValue(1, OrtAllocator.DefaultInstance);
            if (row == 0)
            {
                classes = ReadKeys(keys);
                values = new float[rows * classes.Length];
            }

            // ONNX Runtime builds every map of one ZipMap from the same sorted keys.
            probabilities.GetTensorDataAsSpan<float>().CopyTo(values.AsSpan(row * classes.Length, classes.Length));
        }

        shape = [rows, classes.Length];
    }

    public override string Name { get; }

    public override Datatype Datatype => Datatype.FP32;

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount => values.Length;

    public override ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(values.AsSpan());

    public override IReadOnlyList<string> Classes => classes;

    public override ReadOnlySpan<byte> Text(int index) => throw new NotSupportedException("Probabilities are numbers.");

    private static string[] ReadKeys(OrtValue keys) => keys.GetTensorTypeAndShape().IsString
        ? keys.GetStringTensorAsArray()
        : [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(key => key.ToString(CultureInfo.InvariantCulture))];
}
