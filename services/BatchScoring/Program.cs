using FedMl.BatchScoring;
using FedMl.ScoringEngine;

// First of all statements: see OnnxRuntimeTelemetry.
OnnxRuntimeTelemetry.Disable();

return (int)await BatchCommand.RunAsync(args, Console.Out, Console.Error);
