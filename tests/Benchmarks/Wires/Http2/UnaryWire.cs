namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>Unary gRPC: a stream for each request.</summary>
internal sealed class UnaryWire(Uri target, string path, int slots, TimeSpan patience) : GrpcWire(target, path, slots, patience)
{
    protected override bool OneRequestPerStream => true;

    // The answer counts only when grpc-status says so, after the message.
    protected override void TakeMessages(CallSlot call, IAnswers answers)
    {
    }

    protected override void End(CallSlot call, Fault? fault, IAnswers answers)
    {
        call.Close();
        if (fault is null && call.Message.IsComplete)
        {
            answers.Answered(call.Index, call.Message.Message);
        }
        else
        {
            answers.Failed(call.Index, fault ?? new Fault("no message", "grpc-status is 0, but the answer is no whole message."));
        }
    }
}
