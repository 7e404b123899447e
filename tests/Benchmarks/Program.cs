using FedMl.Benchmarks.Load;
using FedMl.ScoringEngine;

// First of all statements: see OnnxRuntimeTelemetry.
OnnxRuntimeTelemetry.Disable();

switch (args)
{
    case ["load", .. var rest]:
        return await LoadCommand.RunAsync(rest, Console.Out, Console.Error);
    default:
        await Console.Error.WriteLineAsync(LoadArguments.Usage);
        return 2;
}
