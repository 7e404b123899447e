using Microsoft.ML.OnnxRuntime;

namespace FedMl.Benchmarks.Requests;

/// <summary>Rows with the answers that ONNX Runtime gives in this process, without any server.</summary>
internal static class OnnxRows
{
    private const int RowsPerRun = 64;

    /// <param name="model">File of the model.</param>
    /// <param name="rows">Distinct rows to make.</param>
    /// <param name="seed">The same seed makes the same rows.</param>
    /// <exception cref="LoadException">The model cannot be read, or rows cannot be made for it.</exception>
    public static RowSet Make(string model, int rows, int seed)
    {
        if (!File.Exists(model))
        {
            throw new LoadException($"There is no model file {model}.");
        }

        using var session = Open(model);
        var random = new Random(seed);
        RowTensor[] inputs = [.. session.InputMetadata.Select(i => InputOf(i.Key, i.Value).RandomRows(rows, random))];
        return new RowSet(rows, inputs, Run(session, inputs, rows));
    }

    private static InferenceSession Open(string model)
    {
        try
        {
            return new InferenceSession(model);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new LoadException($"{model} is no model that ONNX Runtime loads: {exception.Message}", exception);
        }
    }

    private static InputSpec InputOf(string name, NodeMetadata metadata) =>
        new(name, metadata.IsTensor ? OnnxTypes.DatatypeOf(metadata.ElementDataType) : metadata.OnnxValueType.ToString(), [.. metadata.Dimensions.Select(d => (long)d)]);

    private static RowTensor[] Run(InferenceSession session, RowTensor[] inputs, int rows)
    {
        // Texts and maps have no fixed size; the other outputs of the same run tell a wrong row as well.
        string[] names = [.. session.OutputMetadata.Where(o => o.Value.IsTensor && ElementType.SizeOf(OnnxTypes.DatatypeOf(o.Value.ElementDataType)) > 0).Select(o => o.Key)];
        if (names.Length == 0)
        {
            throw new LoadException("The model has no output of fixed size that answers could be checked by.");
        }

        var data = names.Select(_ => new List<byte>()).ToArray();
        var shapes = new long[names.Length][];
        using var options = new RunOptions();
        for (var first = 0; first < rows; first += RowsPerRun)
        {
            var count = Math.Min(RowsPerRun, rows - first);
            var values = inputs.Select(i => ValueOf(i, first, count)).ToArray();
            using var outputs = session.Run(options, [.. inputs.Select(i => i.Name)], values, names);
            for (var o = 0; o < names.Length; o++)
            {
                data[o].AddRange(outputs[o].GetTensorMutableRawData());
                shapes[o] = outputs[o].GetTensorTypeAndShape().Shape;
            }

            Array.ForEach(values, v => v.Dispose());
        }

        return [.. names.Select((name, o) => new RowTensor(name, OnnxTypes.DatatypeOf(session.OutputMetadata[name].ElementDataType), shapes[o][1..], [.. data[o]]))];
    }

    private static OrtValue ValueOf(RowTensor input, int first, int count)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, OnnxTypes.Of(input.Datatype), input.Shape(count));
        input.Rows(first, count).CopyTo(value.GetTensorMutableRawData());
        return value;
    }
}
