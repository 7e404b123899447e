using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using Google.Protobuf;

namespace FedMl.Scoring.Grpc;

/// <summary>Outputs of a run to the protocol's messages.</summary>
internal static class OutputMessages
{
    /// <param name="outputs">The outputs.</param>
    /// <param name="typed">Typed contents instead of raw bytes; FP16 and BF16 make all of them raw, having no typed field.</param>
    /// <param name="response">Takes them.</param>
    public static void Write(IReadOnlyList<OutputTensor> outputs, bool typed, ModelInferResponse response)
    {
        typed = typed && outputs.All(o => o.Datatype is not (Datatype.FP16 or Datatype.BF16));
        foreach (var output in outputs)
        {
            var message = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype.Name() };
            foreach (var dimension in output.Shape)
            {
                message.Shape.Add(dimension);
            }

            if (typed)
            {
                message.Contents = Typed(output);
            }
            else
            {
                response.RawOutputContents.Add(ByteString.CopyFrom(output.Bytes));
            }

            response.Outputs.Add(message);
        }
    }

    private static InferTensorContents Typed(OutputTensor output)
    {
        var contents = new InferTensorContents();
        switch (output.Datatype)
        {
            case Datatype.BOOL:
                contents.BoolContents.AddRange(output.Bytes.ToArray().Select(b => b != 0));
                break;
            case Datatype.INT8:
                contents.IntContents.AddRange(Values<sbyte>(output).Select(v => (int)v));
                break;
            case Datatype.INT16:
                contents.IntContents.AddRange(Values<short>(output).Select(v => (int)v));
                break;
            case Datatype.INT32:
                contents.IntContents.AddRange(Values<int>(output));
                break;
            case Datatype.INT64:
                contents.Int64Contents.AddRange(Values<long>(output));
                break;
            case Datatype.UINT8:
                contents.UintContents.AddRange(output.Bytes.ToArray().Select(v => (uint)v));
                break;
            case Datatype.UINT16:
                contents.UintContents.AddRange(Values<ushort>(output).Select(v => (uint)v));
                break;
            case Datatype.UINT32:
                contents.UintContents.AddRange(Values<uint>(output));
                break;
            case Datatype.UINT64:
                contents.Uint64Contents.AddRange(Values<ulong>(output));
                break;
            case Datatype.FP32:
                contents.Fp32Contents.AddRange(Values<float>(output));
                break;
            case Datatype.FP64:
                contents.Fp64Contents.AddRange(Values<double>(output));
                break;
            default:
                for (var i = 0; i < output.ElementCount; i++)
                {
                    contents.BytesContents.Add(ByteString.CopyFrom(output.Text(i)));
                }

                break;
        }

        return contents;
    }

    private static T[] Values<T>(OutputTensor output)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(output.Bytes).ToArray();
}
