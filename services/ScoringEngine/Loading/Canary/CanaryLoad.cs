using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>
/// Has a version loaded, warmed up and scored on its samples in a short-lived process, bounded in time and memory, before
/// this one loads it: a crash, a load without end or a bomb of memory in ONNX Runtime never takes down what serves.
/// </summary>
internal sealed class CanaryLoad(CanaryProgram program, IOptions<EngineOptions> options, TimeProvider time)
{
    private const int MaxAnswerChars = 1024 * 1024;
    private const int MaxProven = 10_000;

    // Versions come back: aliases move, those that requests ask for come and go.
    private readonly ConcurrentDictionary<ModelKey, bool> proven = new();

    /// <param name="key">The version.</param>
    /// <param name="artifact">Its files.</param>
    /// <param name="memory">What it may take of the memory of models; the other process takes it first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">Why it must not be loaded.</exception>
    public async Task RunAsync(ModelKey key, Artifact artifact, MemoryShare memory, CancellationToken cancellationToken)
    {
        if (!options.Value.CanaryLoad.Enabled || proven.ContainsKey(key))
        {
            return;
        }

        memory.Take(artifact.Graph.Size.SessionBytes);
        try
        {
            await TryAsync(new CanaryRequest(key.Model, key.Version, options.Value, MemoryOf(artifact), artifact), cancellationToken);
        }
        finally
        {
            memory.Free(artifact.Graph.Size.SessionBytes);
        }

        if (proven.Count >= MaxProven)
        {
            proven.Clear();
        }

        proven[key] = true;
    }

    private long MemoryOf(Artifact artifact) => artifact.Graph.Size.SessionBytes + options.Value.CanaryLoad.SpareBytes;

    private async Task TryAsync(CanaryRequest request, CancellationToken cancellationToken)
    {
        using var process = StartProcess();
        using var input = process.StandardInput.BaseStream;
        using var output = process.StandardOutput;
        using var complaints = process.StandardError;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.CanaryLoad.Seconds), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var told = ReadAsync(output, limit.Token);
            var complaint = ReadAsync(complaints, limit.Token);
            await SendAsync(request, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Judge(process.ExitCode, await told, await complaint, request);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(ErrorReason.ModelLoadTimedOut, $"Loaded in a process of its own first, it was not done within {options.Value.CanaryLoad.Seconds} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private Process StartProcess()
    {
        try
        {
            return program.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException)
        {
            throw new ServiceException(ErrorReason.Internal, "The process that loads a version first cannot be started.", null, exception);
        }
    }

    private static async Task SendAsync(CanaryRequest request, Stream input, CancellationToken cancellationToken)
    {
        try
        {
            await request.WriteAsync(input, cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it had read everything; its end says more.
        }
    }

    private static void Judge(int exitCode, string told, string complaint, CanaryRequest request)
    {
        if (exitCode == 0 && TryParse(told) is { } answer)
        {
            if (answer.Reason == ErrorReason.Unspecified)
            {
                return;
            }

            throw answer.Reason == ErrorReason.ModelOutOfMemory
                ? OutOfBytes(request)
                : new ServiceException(answer.Reason, answer.Message, answer.Faults);
        }

        throw OutOfMemory.IsIn(complaint)
            ? OutOfBytes(request)
            : new ServiceException(ErrorReason.ModelLoadCrashed, $"Loaded in a process of its own first, it ended that process: {ExitCodes.NameOf(exitCode)}.");
    }

    private static ServiceException OutOfBytes(CanaryRequest request) =>
        new(ErrorReason.ModelOutOfMemory, $"Loaded in a process of its own first, it wanted more memory than the {request.MemoryBytes} bytes that it may take.");

    private static CanaryAnswer? TryParse(string told)
    {
        try
        {
            return JsonSerializer.Deserialize<CanaryAnswer>(told);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // To the end, so that it never waits for us; of what is too long the beginning.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            text.Append(buffer, 0, Math.Min(read, MaxAnswerChars - text.Length));
        }

        return text.ToString();
    }
}
