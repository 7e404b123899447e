using System.Buffers;
using System.Diagnostics;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>
/// Reads ModelInferRequest. The straight way puts the contents of a request without any oddity from the request's
/// buffers into the memory of a pooled run. Whatever it is not sure of, faults included, it leaves to the generated
/// message and to the checks that name all faults.
/// </summary>
internal sealed class InferReader(ModelStore models, TensorCheck check)
{
    /// <summary>Inputs or outputs of a request that goes the straight way.</summary>
    public const int MaxTensors = 256;

    /// <summary>Bytes of a name or an id of a request that goes the straight way.</summary>
    public const int MaxTextBytes = 256;

    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are no message of this type.</exception>
    public void Read(ReadOnlySequence<byte> bytes, InferCall call)
    {
        call.Began = Stopwatch.GetTimestamp();
        call.RequestBytes = bytes.Length;
        var straight = new StraightReader(models, check, call, bytes, stackalloc byte[MaxTextBytes], stackalloc char[MaxTextBytes], stackalloc char[MaxTextBytes]);
        var isStraight = straight.TryRead();
        if (straight.HasTyped)
        {
            call.ForgetContents();
        }

        if (!isStraight)
        {
            call.Clear();
            call.Message = ModelInferRequest.Parser.ParseFrom(bytes);
        }
    }
}
