using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// A pooled run over memory that is bound once for each number of rows: what it does a second time allocates nothing.
/// </summary>
internal sealed class BoundRun : ModelRun
{
    // A run meets few numbers of rows; a batch's run meets all up to the batch's limit.
    private const int MaxBindings = 64;

    private readonly SessionReplica replica;
    private readonly GraphLayout layout;
    private readonly Dictionary<int, RunBinding> bindings = [];
    private readonly TextTensor[] texts;
    private readonly TextTensor[] textInputs;
    private readonly TextTensor[] textResults;
    private readonly int[] places;
    private readonly OutputTensor[] allOutputs;
    private OutputTensor[] askedOutputs;
    private RunBinding? binding;
    private FreeRun? free;
    private Frame? frame;
    private int capacity;
    private long numberBytes;
    private int rows;

    internal BoundRun(SessionReplica replica)
        : base(replica.Line)
    {
        this.replica = replica;
        layout = replica.Layout;
        Inputs = Array.ConvertAll(layout.Inputs, BoundTensor.Of);
        Results = Array.ConvertAll(layout.Outputs, BoundTensor.Of);
        textInputs = [.. Inputs.OfType<TextTensor>()];
        textResults = [.. Results.OfType<TextTensor>()];
        texts = [.. textInputs, .. textResults];
        places = new int[Inputs.Length];
        allOutputs = [.. Results];
        askedOutputs = allOutputs;
    }

    public override IReadOnlyList<OutputTensor> Outputs => free?.Outputs ?? askedOutputs;

    /// <summary>Inputs in the order of the graph.</summary>
    internal BoundTensor[] Inputs { get; }

    /// <summary>Outputs in the order of the graph.</summary>
    internal BoundTensor[] Results { get; }

    internal override int Rows => rows;

    /// <summary>Bytes that the run holds while it waits for its next use.</summary>
    internal long HeldBytes { get; private set; }

    /// <summary>True where this run's outputs had other sizes than the layout tells.</summary>
    internal bool IsResized => free is not null;

    public override Span<byte> Input(int index) => Inputs[places[index]].Memory;

    public override void SetText(int index, int element, ReadOnlySpan<byte> utf8) => ((TextTensor)Inputs[places[index]]).Set(element, utf8);

    public override ValueTask ExecuteAsync(CancellationToken cancellationToken, int priority = DefaultPriority) => replica.Cache is { } cache
        ? cache.AnswerAsync(this, priority, cancellationToken)
        : RunInLineAsync(priority, cancellationToken);

    /// <summary>Makes it ready for another request: inputs and outputs in the order of the graph.</summary>
    internal void Prepare(int rowCount)
    {
        if (rowCount > capacity)
        {
            Grow(rowCount);
        }

        if (rows != rowCount)
        {
            rows = rowCount;
            foreach (var tensor in Inputs)
            {
                tensor.Use(rowCount);
            }

            foreach (var tensor in Results)
            {
                tensor.Use(rowCount);
            }

            binding = BindingOf(rowCount);
            binding.Attach();
        }

        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        askedOutputs = allOutputs;
    }

    /// <summary>Takes the order of the request instead.</summary>
    internal void Order(IReadOnlyList<TensorHeader> headers, IReadOnlyList<string> outputs)
    {
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = layout.IndexOfInput(headers[i].Name, i);
        }

        if (!layout.OutputNames.AsSpan().SequenceEqual([.. outputs]))
        {
            askedOutputs = [.. outputs.Select(name => allOutputs[Array.IndexOf(layout.OutputNames, name)])];
        }
    }

    public override void Dispose()
    {
        free?.Dispose();
        free = null;
        if (texts.Length > 0)
        {
            Hold(numberBytes + TextBytes());
        }

        replica.Return(this);
    }

    /// <summary>Runs the graph on the bound memory only.</summary>
    /// <exception cref="OnnxRuntimeException">Why it failed.</exception>
    internal void RunBound(RunOptions options)
    {
        if (replica.Kernel is not { } kernel || !kernel.Takes(rows) || !RunKernel(kernel.Program, options))
        {
            RunSession(options);
        }
    }

    // False: it was ended, which ONNX Runtime is left to tell.
    private bool RunKernel(RowProgram program, RunOptions options)
    {
        Array.ForEach(textResults, static text => text.Restart());
        return program.Run(frame ??= program.NewFrame(this), rows, options);
    }

    private void RunSession(RunOptions options)
    {
        foreach (var text in textResults)
        {
            // Some operators write only those elements that are not empty.
            text.Clear();
        }

        // A caller alone gets all cores; where there are several, each does best with one.
        binding!.Run(replica.Wide is { } wide && replica.Line.IsAlone ? wide : replica.Session, options);
        foreach (var text in textResults)
        {
            text.Read();
        }
    }

    /// <summary>Takes a run for the rows of several requests.</summary>
    internal BoundRun RentMate(int rowCount) => replica.Rent(rowCount);

    /// <summary>Reads the texts of the inputs, so that all inputs have their <see cref="OutputTensor.Bytes"/>.</summary>
    internal override IReadOnlyList<OutputTensor> ReadInputs()
    {
        Array.ForEach(textInputs, static text => text.Read());
        return Inputs;
    }

    /// <summary>Copies the inputs of another run behind the rows that are there.</summary>
    internal void TakeInputs(BoundRun other, int row)
    {
        for (var i = 0; i < Inputs.Length; i++)
        {
            Inputs[i].TakeRows(other.Inputs[i], row);
        }
    }

    /// <summary>Copies the outputs of the rows that are another run's.</summary>
    internal void GiveOutputs(BoundRun other, int row)
    {
        for (var i = 0; i < Results.Length; i++)
        {
            Results[i].GiveRows(other.Results[i], row);
        }
    }

    /// <summary>Gives the native memory back.</summary>
    internal void Destroy()
    {
        DropBindings();
        Hold(0);
        capacity = 0;
        Array.ForEach(Inputs, t => t.Release());
        Array.ForEach(Results, t => t.Release());
        DisposeOptions();
    }

    private protected override void Run(RunOptions options)
    {
        try
        {
            RunBound(options);
        }
        catch (OnnxRuntimeException) when (!options.Terminate)
        {
            // The outputs may have another size than the warm-up showed: then ONNX Runtime has to size them.
            RunFree(options);
        }
    }

    private void RunFree(RunOptions options)
    {
        TensorHeader[] headers = [.. Inputs.Select(i => new TensorHeader(i.Name, i.Datatype, i.Shape.ToArray()))];
        free = new FreeRun(replica.Line, replica.Session, headers, [.. askedOutputs.Select(o => o.Name)]);
        for (var i = 0; i < Inputs.Length; i++)
        {
            Inputs[i].CopyTo(free, i);
        }

        free.RunWith(options);
        replica.IsBindable = false;
    }

    private RunBinding BindingOf(int rowCount)
    {
        if (bindings.TryGetValue(rowCount, out var known))
        {
            return known;
        }

        if (bindings.Count == MaxBindings)
        {
            DropBindings();
        }

        return bindings[rowCount] = new RunBinding(replica.Session, Inputs, Results);
    }

    private void Grow(int rowCount)
    {
        DropBindings();
        numberBytes = layout.Bytes(rowCount);
        Hold(numberBytes + TextBytes());
        capacity = rowCount;
        Array.ForEach(Inputs, t => t.Grow(rowCount));
        Array.ForEach(Results, t => t.Grow(rowCount));
    }

    private long TextBytes()
    {
        var bytes = 0L;
        foreach (var text in texts)
        {
            bytes += text.HeldBytes;
        }

        return bytes;
    }

    private void Hold(long bytes)
    {
        replica.CountTensorBytes(bytes - HeldBytes);
        HeldBytes = bytes;
    }

    private void DropBindings()
    {
        foreach (var binding in bindings.Values)
        {
            binding.Dispose();
        }

        bindings.Clear();
        Array.ForEach(texts, t => t.Unbind());
    }
}
