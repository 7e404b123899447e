using FedMl.ScoringEngine.Kernels.Building;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>
/// Gives a model a kernel of our own at load: where its graph can be read, where ONNX Runtime's answers are the same on
/// thousands of rows, and for as many rows a run as it is the faster one.
/// </summary>
internal sealed class KernelFactory(IOptions<EngineOptions> options, ILogger<KernelFactory> logger)
{
    /// <param name="key">The model.</param>
    /// <param name="runs">Its runs, pooled; takes the kernel.</param>
    /// <param name="layout">Its tensors.</param>
    /// <param name="file">Its ONNX file.</param>
    /// <param name="memory">What it may take of the memory that models may have; null: it is not counted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Give(ModelKey key, ModelRuns runs, GraphLayout layout, GraphFile file, MemoryShare? memory, CancellationToken cancellationToken)
    {
        var limits = options.Value.Kernels;
        if (!limits.Enabled)
        {
            return;
        }

        try
        {
            if (file.Parse(limits.MaxGraphBytes) is not { } graph)
            {
                return;
            }

            var program = RowProgramReader.Read(graph, layout, limits.MaxNodes);
            if (new KernelJudge(runs, program, limits.JudgeRows).FirstDifference(cancellationToken) is { } difference)
            {
                EngineMetrics.KernelRefused(key.Model);
                logger.KernelDiffers(key.Model, key.Version, difference);
                return;
            }

            if (limits.Always)
            {
                memory?.Take(HeldBytes.Of(program));
                runs.Kernel = new Kernel(program, true, true, true);
                return;
            }

            Choose(key, runs, program, memory, cancellationToken);
        }
        catch (UnreadableGraphException exception)
        {
            logger.NoKernel(key.Model, key.Version, exception.Message);
        }
        catch (ServiceException exception)
        {
            // ONNX Runtime fails on rows of ours, which may be no fair ones; or there is no memory for a second copy of the trees.
            runs.Kernel = null;
            logger.NoKernel(key.Model, key.Version, exception.Message);
        }
    }

    private void Choose(ModelKey key, ModelRuns runs, RowProgram program, MemoryShare? memory, CancellationToken cancellationToken)
    {
        int[] sizes = [1, Kernel.FewRows, Kernel.ManyRows];
        var theirs = Measure(null);
        var ours = Measure(new Kernel(program, true, true, true));
        bool[] faster = [.. ours.Zip(theirs, (own, other) => own < other)];
        var kernel = new Kernel(program, faster[0], faster[1], faster[2]);
        runs.Kernel = null;
        if (kernel.IsUsed)
        {
            memory?.Take(HeldBytes.Of(program));
            runs.Kernel = kernel;
        }

        logger.KernelChosen(key.Model, key.Version, Shown(theirs, ours, 0), Shown(theirs, ours, 1), Shown(theirs, ours, 2));

        TimeSpan[] Measure(Kernel? kernel)
        {
            runs.Kernel = kernel;
            return [.. sizes.Select(size => new RunCosts(runs).Measure(size, cancellationToken) ?? TimeSpan.MaxValue)];
        }
    }

    // A small model's run is shorter than a tick.
    private static double Shown(TimeSpan[] theirs, TimeSpan[] ours, int size) => Math.Round((double)theirs[size].Ticks / Math.Max(1, ours[size].Ticks), 1);
}
