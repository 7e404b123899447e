using FedMl.Protos.Inference;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests.Admission;

/// <summary>Each message of a stream has to be let in, as a call has.</summary>
public sealed class StreamAdmissionTests
{
    [Fact]
    public async Task Full_EachMessageIsRefusedInAnAnswerOfItsOwn_AndTheStreamGoesOn()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 0);
        using var stream = host.Scoring.Inference.ModelStreamInfer();
        host.Fill();
        foreach (var id in new[] { "1", "2", "3" })
        {
            // By the straight way and at length.
            var refused = await AskAsync(stream, Request(id, id == "2" ? 7 : 0, 5));

            Assert.Equal((id, "[OVERLOADED] 0 requests wait already."), (refused.InferResponse.Id, refused.ErrorMessage));
            Assert.Empty(refused.InferResponse.Outputs);
        }

        host.GiveAll();
        var answered = await AskAsync(stream, Request("4", 0, 6));

        Assert.Equal(("4", ""), (answered.InferResponse.Id, answered.ErrorMessage));
        Assert.Equal<IEnumerable<float>>([6], DoorHost.Answer(answered.InferResponse));
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task Waiting_MessagesOfOneStream_AreAnsweredInOrder_WhicheverIsLetInFirst()
    {
        await using var host = await DoorHost.StartAsync();
        using var stream = host.Scoring.Inference.ModelStreamInfer();
        host.Fill();
        for (var i = 1; i <= 4; i++)
        {
            await stream.RequestStream.WriteAsync(Request($"{i}", 10 - i, i));
        }

        await host.UntilAsync(s => s.Waiting == 4);
        Assert.True(host.Control.State.BytesHeld > 0);
        host.GiveOne();

        for (var i = 1; i <= 4; i++)
        {
            Assert.True(await stream.ResponseStream.MoveNext());
            Assert.Equal(($"{i}", ""), (stream.ResponseStream.Current.InferResponse.Id, stream.ResponseStream.Current.ErrorMessage));
            Assert.Equal<IEnumerable<float>>([i], DoorHost.Answer(stream.ResponseStream.Current.InferResponse));
        }

        host.GiveAll();
        await host.UntilAsync(s => s is { InFlight: 0, BytesHeld: 0 });
    }

    [Fact]
    public async Task Waiting_ABetterPriorityTakesThePlaceOfAWorse()
    {
        await using var host = await DoorHost.StartAsync(maxWaiting: 1);
        using var stream = host.Scoring.Inference.ModelStreamInfer();
        host.Fill();
        await stream.RequestStream.WriteAsync(Request("plain", 0, 1));
        await host.UntilAsync(s => s.Waiting == 1);
        await stream.RequestStream.WriteAsync(Request("better", host.Control.DefaultPriority - 1, 2));

        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal(("plain", "[OVERLOADED] 1 requests wait already."), (stream.ResponseStream.Current.InferResponse.Id, stream.ResponseStream.Current.ErrorMessage));
        host.GiveOne();
        Assert.True(await stream.ResponseStream.MoveNext());
        Assert.Equal(("better", ""), (stream.ResponseStream.Current.InferResponse.Id, stream.ResponseStream.Current.ErrorMessage));
    }

    [Fact]
    public async Task Waiting_StreamWhoseCallerGoes_LeavesTheLine()
    {
        await using var host = await DoorHost.StartAsync();
        host.Fill();
        using (var stream = host.Scoring.Inference.ModelStreamInfer())
        {
            await stream.RequestStream.WriteAsync(Request("1", 0, 1));
            await stream.RequestStream.WriteAsync(Request("2", 3, 1));
            await host.UntilAsync(s => s.Waiting == 2);
        }

        await host.UntilAsync(s => s is { Waiting: 0, BytesHeld: 0 });
        host.GiveAll();
        Assert.Equal<IEnumerable<float>>([1], DoorHost.Answer(await host.Scoring.Inference.ModelInferAsync(DoorHost.Request(1))));
    }

    private static async Task<ModelStreamInferResponse> AskAsync(AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> stream, ModelInferRequest request)
    {
        await stream.RequestStream.WriteAsync(request);
        Assert.True(await stream.ResponseStream.MoveNext());
        return stream.ResponseStream.Current;
    }

    private static ModelInferRequest Request(string id, int priority, float x)
    {
        var request = DoorHost.Request(x);
        request.Id = id;
        if (priority > 0)
        {
            request.Parameters["priority"] = new InferParameter { Int64Param = priority };
        }

        return request;
    }
}
