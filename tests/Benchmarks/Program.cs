using FedMl.Benchmarks.Features;
using FedMl.Benchmarks.Generator;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.OData;
using FedMl.Benchmarks.Scans;
using FedMl.Benchmarks.Scoring;
using FedMl.Benchmarks.Servers;
using FedMl.Benchmarks.Swaps;
using FedMl.Benchmarks.Trees;
using FedMl.ScoringEngine;

// First of all statements: see OnnxRuntimeTelemetry.
OnnxRuntimeTelemetry.Disable();

switch (args)
{
    case ["load", .. var rest]:
        return await LoadCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["scan", .. var rest]:
        return await ScanCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["odata", .. var rest]:
        return await ODataCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["generate"]:
        return await GenerateCommand.RunAsync(Console.In, Console.Out);
    case ["scoring", .. var rest]:
        return await ScoringCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["features", .. var rest]:
        return await FeaturesCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["serve", .. var rest]:
        return await ServeCommand.RunAsync(rest);
    case ["trees", .. var rest]:
        return await TreesCommand.RunAsync(rest, Console.Out, Console.Error);
    case ["swaps", .. var rest]:
        return await SwapsCommand.RunAsync(rest, Console.Out, Console.Error);
    default:
        await Console.Error.WriteLineAsync(LoadArguments.Usage + Environment.NewLine + ScoringPlan.Usage + Environment.NewLine + FeaturesPlan.Usage + Environment.NewLine + ODataPlan.Usage + Environment.NewLine + TreesCommand.Usage + Environment.NewLine + SwapsCommand.Usage);
        return 2;
}
