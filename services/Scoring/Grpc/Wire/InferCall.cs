using System.Buffers;
using System.Text;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Store;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>
/// One request and its answer. Either its tensors lie in a run already, or it is a message that is dealt with at
/// length. Pooled: what is done a second time allocates nothing.
/// </summary>
internal sealed class InferCall
{
    // A larger answer's memory goes back to the system.
    private const int MaxKeptBytes = 256 * 1024;

    private ReadOnlySequence<byte>[]? contents;
    private ModelUse? use;
    private byte[] answer = new byte[256];
    private int answerLength;

    public InferCall() => Itself = Task.FromResult(this);

    // The message may be followed by garbage, and then its handler never runs: the model must not wait for it for ever.
    ~InferCall() => use?.Dispose();

    /// <summary>This, as an answer that is there.</summary>
    public Task<InferCall> Itself { get; }

    /// <summary>The model in use; only where there is a <see cref="Run"/>.</summary>
    public LoadedModel Model => use!.Value.Model;

    /// <summary>The run with the request's inputs; null: see <see cref="Message"/>.</summary>
    public ModelRun? Run { get; private set; }

    /// <summary>The request as a message; null: see <see cref="Run"/>.</summary>
    public ModelInferRequest? Message { get; set; }

    /// <summary>The answer as a message; null: see <see cref="Answer"/>.</summary>
    public ModelInferResponse? AnswerMessage { get; set; }

    /// <summary>What to answer instead in a stream.</summary>
    public ModelStreamInferResponse? Failure { get; set; }

    /// <summary>When its bytes were there, <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long Began { get; set; }

    /// <summary>Bytes of the request.</summary>
    public long RequestBytes { get; set; }

    /// <summary>The request's id, UTF-8.</summary>
    public byte[] Id { get; } = new byte[InferReader.MaxTextBytes];

    public int IdLength { get; set; }

    public string IdText => Message?.Id ?? Encoding.UTF8.GetString(Id, 0, IdLength);

    /// <summary>Places in the graph of the inputs in the order of the request.</summary>
    public int[] Places { get; } = new int[InferReader.MaxTensors];

    /// <summary>Typed contents of the inputs in the order of the request.</summary>
    public ReadOnlySequence<byte>[] Contents => contents ??= new ReadOnlySequence<byte>[InferReader.MaxTensors];

    /// <summary>Places in the graph of the outputs asked for.</summary>
    public int[] Asked { get; } = new int[InferReader.MaxTensors];

    /// <summary>Outputs asked for; 0: all.</summary>
    public int AskedCount { get; set; }

    /// <summary>The encoded answer.</summary>
    public ReadOnlySpan<byte> Answer => answer.AsSpan(0, answerLength);

    public void Take(ModelUse model) => use = model;

    public bool HasModel => use is not null;

    public void Take(ModelRun run) => Run = run;

    /// <summary>Takes memory for the answer.</summary>
    public Span<byte> NewAnswer(int length)
    {
        if (answer.Length < length)
        {
            answer = new byte[Math.Max(length, answer.Length * 2)];
        }

        answerLength = length;
        return answer.AsSpan(0, length);
    }

    /// <summary>Lets go of the request's buffers, which others fill as soon as it is read.</summary>
    public void ForgetContents() => contents?.AsSpan().Clear();

    /// <summary>Lets go of the run and of the model.</summary>
    public void Release()
    {
        Run?.Dispose();
        Run = null;
        use?.Dispose();
        use = null;
    }

    /// <summary>Readies it for its next use.</summary>
    public void Clear()
    {
        Release();
        Message = null;
        AnswerMessage = null;
        Failure = null;
        (IdLength, AskedCount, answerLength) = (0, 0, 0);
        if (answer.Length > MaxKeptBytes)
        {
            answer = new byte[256];
        }
    }
}
