namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>
/// Streaming gRPC (ModelStreamInfer): each slot keeps one stream open and has one request at a time on it. Answers are
/// messages <c>{ string error_message = 1; ModelInferResponse infer_response = 2; }</c>.
/// </summary>
internal sealed class StreamingWire(Uri target, string path, int slots, TimeSpan patience) : GrpcWire(target, path, slots, patience)
{
    private readonly List<Fault> unexpected = [];

    protected override bool OneRequestPerStream => false;

    /// <summary>Ends our half of every stream and reads how the server ends its own.</summary>
    public override IReadOnlyList<Fault> Finish()
    {
        foreach (var call in Calls.Where(c => c.IsOpen))
        {
            Connection.Write(FrameType.Data, FrameHeader.EndStream, call.Stream, []);
        }

        Flush();
        while (Calls.Any(c => c.IsOpen))
        {
            Receive(NoAnswers.Instance);
        }

        return unexpected;
    }

    protected override void TakeMessages(CallSlot call, IAnswers answers)
    {
        while (call.Message.IsComplete)
        {
            if (call.Busy)
            {
                call.Busy = false;
                TakeMessage(call, call.Message.Message, answers);
            }
            else
            {
                unexpected.Add(new Fault("an answer too many", ""));
            }

            call.Message.Next();
        }
    }

    protected override void End(CallSlot call, Fault? fault, IAnswers answers)
    {
        var waiting = call.Busy;
        call.Close();
        if (waiting)
        {
            answers.Failed(call.Index, fault ?? new Fault("stream ended", "grpc-status is 0, but a request has no answer."));
        }
        else if (fault is not null)
        {
            unexpected.Add(fault);
        }
    }

    private static void TakeMessage(CallSlot call, ReadOnlySpan<byte> message, IAnswers answers)
    {
        Fault? fault = null;
        ReadOnlySpan<byte> response = default;
        var fields = new MessageFields(message);
        while (fields.Next())
        {
            if (fields.Number == 1 && fields.Bytes.Length > 0)
            {
                fault = new Fault("error_message", System.Text.Encoding.UTF8.GetString(fields.Bytes));
            }
            else if (fields.Number == 2)
            {
                response = fields.Bytes;
            }
        }

        if (fault is null)
        {
            answers.Answered(call.Index, response);
        }
        else
        {
            answers.Failed(call.Index, fault);
        }
    }
}
