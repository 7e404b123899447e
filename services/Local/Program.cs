using System.Diagnostics;
using FedMl.Local;
using FedMl.ScoringEngine;
using FedMl.ServiceDefaults.Hosting;

// First of all statements: see OnnxRuntimeTelemetry.
OnnxRuntimeTelemetry.Disable();

var started = Stopwatch.GetTimestamp();
if (LocalArguments.Parse(args, out var local) is { } complaint)
{
    await (local.HelpWanted ? Console.Out : Console.Error).WriteLineAsync(complaint);
    return local.HelpWanted ? ExitCodes.Ok : ExitCodes.Usage;
}

try
{
    await using var rooms = LocalRooms.Build(local);
    await rooms.StartAsync();
    await Welcome.WriteAsync(rooms, started);
    await rooms.RunToEndAsync();
    return ExitCodes.Ok;
}
catch (Exception exception) when (StartFault.TryDescribe(exception, local.OptionOf, out var message))
{
    await Console.Error.WriteLineAsync(message);
    return ExitCodes.CannotStart;
}
