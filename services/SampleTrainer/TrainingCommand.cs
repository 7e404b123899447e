using FedMl.SampleTrainer.Artifacts;

namespace FedMl.SampleTrainer;

/// <summary>The contract of a training job: arguments in, files out, 0 or every fault on standard error.</summary>
internal static class TrainingCommand
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        if (args.Contains("--help"))
        {
            output.WriteLine(TrainingArguments.Usage);
            return Succeeded;
        }

        try
        {
            var arguments = TrainingArguments.Parse(args);
            var job = TrainingJob.Train(arguments.Recipe, arguments.Data, arguments.Seed, arguments.HoldOut);
            ArtifactFolder.Write(arguments.Output, job.Artifacts());
            output.WriteLine(job.Summary);
            return Succeeded;
        }
        catch (TrainingException exception)
        {
            foreach (var fault in exception.Faults)
            {
                errors.WriteLine($"error: {fault}");
            }

            return Failed;
        }
    }
}
