using System.Diagnostics;
using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>
/// The other side of <see cref="CanaryLoad"/>: loads one version in a process of its own as the one that serves would, and
/// says how it went. A crash of the runtime ends this process only.
/// </summary>
public static class CanaryProcess
{
    /// <summary>The argument that makes a program this process.</summary>
    public const string Argument = "canary-load";

    private const string What = "canary";

    /// <param name="input">Where the request comes from; its end ends the process.</param>
    /// <param name="output">Where the answer goes.</param>
    public static async Task<int> RunAsync(Stream input, Stream output)
    {
        var request = await CanaryRequest.ReadAsync(input);
        _ = EndWithAsync(input);
        CanaryLimits.Set(request.MemoryBytes);
        Failpoint.Pass(What, "limited");
        await JsonSerializer.SerializeAsync(output, await TryAsync(request));
        await output.FlushAsync();
        return 0;
    }

    private static async Task<CanaryAnswer> TryAsync(CanaryRequest request)
    {
        try
        {
            await LoadAsync(request);
            return CanaryAnswer.Well;
        }
        catch (ServiceException exception)
        {
            return new CanaryAnswer(exception.Reason, exception.Message, exception.Faults);
        }
        catch (OutOfMemoryException)
        {
            return new CanaryAnswer(ErrorReason.ModelOutOfMemory, "", []);
        }
    }

    // Our own kernels, explanations and more sessions are made of what has shown here that it holds.
    private static async Task LoadAsync(CanaryRequest request)
    {
        request.Options.MaxModelBytes = long.MaxValue / 2;
        request.Options.Kernels.Enabled = false;
        request.Options.Explanations.Enabled = false;
        request.Options.Models.TryAdd(request.Model, new ModelSettings());
        var settings = request.Options.Models[request.Model];
        (settings.Replicas, settings.SpreadAlone) = (1, false);
        var options = Options.Create(request.Options);
        using var watch = new RunWatch();
        var tuning = new ModelTuning(new KernelFactory(options, NullLogger<KernelFactory>.Instance), options, NullLogger<ModelTuning>.Instance);
        var warmUp = new WarmUp(options, NullLogger<WarmUp>.Instance);
        var builder = new ModelBuilder(warmUp, tuning, new ExplainerFactory(options, NullLogger<ExplainerFactory>.Instance), watch, options, TimeProvider.System);
        var key = new ModelKey(request.Model, request.Version, "");
        using var model = await builder.BuildAsync(key, request.Artifact, new MemoryBudget(options).Open(key), [], CancellationToken.None);
    }

    // Whoever started it holds its input open; when that process is gone, nobody wants to know.
    private static async Task EndWithAsync(Stream input)
    {
        while (await input.ReadAsync(new byte[1]) > 0)
        {
            // Nothing more is told.
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
