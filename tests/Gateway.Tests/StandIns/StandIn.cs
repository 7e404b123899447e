using System.Collections.Concurrent;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Gateway.Tests.StandIns;

/// <summary>The neighbours' side of the wire: answers what the test scripted, notes every call, holds anything else against the Gateway.</summary>
internal sealed class StandIn
{
    private readonly ConcurrentDictionary<Type, Func<IMessage, ServerCallContext, Task<IMessage>>> answers = new();
    private readonly ConcurrentQueue<IMessage> requests = new();
    private readonly ConcurrentQueue<string> unexpected = new();

    /// <summary>What every job's watch tells; null: there is no job.</summary>
    public FedMl.Protos.Training.V1.WatchJobResponse[]? JobEvents { get; set; }

    public IReadOnlyCollection<string> Unexpected => unexpected;

    public IReadOnlyCollection<IMessage> Requests => requests;

    /// <summary>Answers a scan, part by part.</summary>
    public Func<ScanFeaturesRequest, ServerCallContext, IEnumerable<ScanFeaturesResponse>> Scan { get; set; } = (_, _) => throw new InvalidOperationException("not scripted");

    /// <summary>Answers all messages of a join, part by part.</summary>
    public Func<IReadOnlyList<GetHistoricalFeaturesRequest>, IEnumerable<GetHistoricalFeaturesResponse>> Join { get; set; } = _ => throw new InvalidOperationException("not scripted");

    public T Single<T>() => Assert.Single(requests.OfType<T>());

    public void On<TRequest>(Func<TRequest, IMessage> answer)
        where TRequest : IMessage => On<TRequest>((request, _) => Task.FromResult(answer(request)));

    public void On<TRequest>(Func<TRequest, ServerCallContext, Task<IMessage>> answer)
        where TRequest : IMessage => answers[typeof(TRequest)] = (request, context) => answer((TRequest)request, context);

    public void Fail<TRequest>(Func<Exception> failure)
        where TRequest : IMessage => On<TRequest>((_, _) => throw failure());

    public async Task<TResponse> AnswerAsync<TResponse>(IMessage request, ServerCallContext context)
        where TResponse : IMessage
    {
        requests.Enqueue(request);
        if (answers.TryGetValue(request.GetType(), out var answer))
        {
            return (TResponse)await answer(request, context);
        }

        unexpected.Enqueue(context.Method);
        throw new RpcException(new Status(StatusCode.Unknown, "not scripted"));
    }
}
