using System.Diagnostics;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>Writes ModelInferResponse with raw contents from the outputs of a run.</summary>
internal static class InferWriter
{
    public static void Write(InferCall call)
    {
        var key = call.Model.Key;
        var outputs = call.Run!.Outputs;
        var asked = call.Asked.AsSpan(0, call.AskedCount);
        var count = asked.IsEmpty ? outputs.Count : asked.Length;
        var size = WireWriter.SizeOf(key.Model) + WireWriter.SizeOf(key.Version) + (call.IdLength == 0 ? 0 : WireWriter.SizeOf(call.IdLength));
        for (var i = 0; i < count; i++)
        {
            var output = outputs[asked.IsEmpty ? i : asked[i]];
            size += WireWriter.SizeOf(HeaderSize(output)) + WireWriter.SizeOf(output.Bytes.Length);
        }

        var writer = new WireWriter(call.NewAnswer(size));
        writer.Text(1, key.Model);
        writer.Text(2, key.Version);
        if (call.IdLength > 0)
        {
            writer.Bytes(3, call.Id.AsSpan(0, call.IdLength));
        }

        for (var i = 0; i < count; i++)
        {
            WriteHeader(ref writer, outputs[asked.IsEmpty ? i : asked[i]]);
        }

        for (var i = 0; i < count; i++)
        {
            writer.Bytes(6, outputs[asked.IsEmpty ? i : asked[i]].Bytes);
        }

        Debug.Assert(writer.Position == size, "The size was computed for what is written.");
    }

    private static int HeaderSize(OutputTensor output) =>
        WireWriter.SizeOf(output.Name) + WireWriter.SizeOf(output.Datatype.Name())
        + (output.Shape.IsEmpty ? 0 : WireWriter.SizeOf(WireWriter.SizeOfPacked(output.Shape)));

    private static void WriteHeader(ref WireWriter writer, OutputTensor output)
    {
        writer.Begin(5, HeaderSize(output));
        writer.Text(1, output.Name);
        writer.Text(2, output.Datatype.Name());
        if (!output.Shape.IsEmpty)
        {
            writer.Packed(3, output.Shape);
        }
    }
}
