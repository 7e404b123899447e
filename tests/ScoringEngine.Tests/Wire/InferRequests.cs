using FedMl.Protos.Inference;
using FedMl.Tests.Onnx;
using Google.Protobuf;
using AskedOutput = FedMl.Protos.Inference.ModelInferRequest.Types.InferRequestedOutputTensor;
using InputTensor = FedMl.Protos.Inference.ModelInferRequest.Types.InferInputTensor;

namespace FedMl.ScoringEngine.Tests.Wire;

/// <summary>Random requests without a fault.</summary>
internal static class InferRequests
{
    public static readonly (Element Element, string Datatype, int Size)[] Numbers =
    [
        (Element.Bool, "BOOL", 1), (Element.UInt8, "UINT8", 1), (Element.UInt16, "UINT16", 2), (Element.UInt32, "UINT32", 4), (Element.UInt64, "UINT64", 8),
        (Element.Int8, "INT8", 1), (Element.Int16, "INT16", 2), (Element.Int32, "INT32", 4), (Element.Int64, "INT64", 8),
        (Element.Float16, "FP16", 2), (Element.Float, "FP32", 4), (Element.Double, "FP64", 8),
    ];

    public static ModelInferRequest Same(string datatype, int rows, bool raw, Random random)
    {
        var request = new ModelInferRequest { ModelName = "same-" + datatype, Inputs = { new InputTensor { Name = "x", Datatype = datatype, Shape = { rows, 2 } } } };
        var bytes = new byte[rows * 2 * Numbers.First(n => n.Datatype == datatype).Size];
        random.NextBytes(bytes);
        if (raw)
        {
            request.RawInputContents.Add(ByteString.CopyFrom(datatype == "BOOL" ? [.. bytes.Select(b => (byte)(b & 1))] : bytes));
            return request;
        }

        var contents = request.Inputs[0].Contents = new InferTensorContents();
        for (var i = 0; i < rows * 2; i++)
        {
            switch (datatype)
            {
                case "BOOL":
                    contents.BoolContents.Add(random.Next(2) == 1);
                    break;
                case "INT8" or "INT16" or "INT32":
                    contents.IntContents.Add(datatype == "INT8" ? random.Next(-128, 128) : datatype == "INT16" ? random.Next(-32768, 32768) : random.Next(int.MinValue, int.MaxValue));
                    break;
                case "INT64":
                    contents.Int64Contents.Add(random.NextInt64(long.MinValue, long.MaxValue));
                    break;
                case "UINT8" or "UINT16" or "UINT32":
                    contents.UintContents.Add((uint)random.Next(0, datatype == "UINT8" ? 256 : 65536));
                    break;
                case "UINT64":
                    contents.Uint64Contents.Add((ulong)random.NextInt64(long.MinValue, long.MaxValue));
                    break;
                case "FP32":
                    contents.Fp32Contents.Add(random.NextSingle());
                    break;
                default:
                    contents.Fp64Contents.Add(random.NextDouble());
                    break;
            }
        }

        return request;
    }

    public static ModelInferRequest Simple(Random random, bool plain = false)
    {
        var rows = random.Next(1, 4);
        var names = plain || random.Next(2) == 0 ? new[] { "INPUT0", "INPUT1" } : ["INPUT1", "INPUT0"];
        var request = new ModelInferRequest { ModelName = "simple", ModelVersion = random.Next(2) == 0 ? "" : "1", Id = random.Next(2) == 0 ? "" : "näme " + random.Next() };
        foreach (var name in names)
        {
            var bytes = new byte[rows * 64];
            random.NextBytes(bytes);
            request.Inputs.Add(new InputTensor { Name = name, Datatype = "INT32", Shape = { rows, 16 } });
            request.RawInputContents.Add(ByteString.CopyFrom(bytes));
        }

        string[][] asked = [[], ["OUTPUT1"], ["OUTPUT1", "OUTPUT0"], ["OUTPUT0", "OUTPUT1"]];
        request.Outputs.AddRange(asked[plain ? 0 : random.Next(asked.Length)].Select(name => new AskedOutput { Name = name }));
        return request;
    }
}
