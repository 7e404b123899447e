using System.ComponentModel.DataAnnotations;
using FedMl.Training.Local;

namespace FedMl.Training;

/// <summary>Where templates and jobs are, and how many jobs there may be (section <c>Training</c>).</summary>
public sealed class TrainingOptions
{
    public const string Section = "Training";

    /// <summary>Folder of templates: <c>*.yaml</c>. Must exist when the service starts.</summary>
    [Required]
    public string Templates { get; set; } = "training-templates";

    /// <summary>Folder where jobs are kept, with their inputs, logs and outputs; made where it is missing. One process at a time has it.</summary>
    [Required]
    public string StateFolder { get; set; } = "training-jobs";

    /// <summary>Folder where events are written, a file each; made where it is missing.</summary>
    [Required]
    public string EventsFolder { get; set; } = "training-events";

    /// <summary>Jobs as child processes.</summary>
    public LocalOptions Local { get; set; } = new();

    /// <summary>Template files read; those after it in the order of names are at fault.</summary>
    [Range(1, 10_000)]
    public int MaxTemplates { get; set; } = 100;

    /// <summary>Size of one template file, bytes.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxTemplateBytes { get; set; } = 64 * 1024;

    /// <summary>Jobs that run at a time; the others wait.</summary>
    [Range(1, 1000)]
    public int MaxRunningJobs { get; set; } = 2;

    /// <summary>Jobs that wait; one more is refused.</summary>
    [Range(1, 100_000)]
    public int MaxWaitingJobs { get; set; } = 100;

    /// <summary>Jobs kept. Beyond it the oldest that has ended is deleted for a new one, with what its idempotency key stood for.</summary>
    [Range(1, 1_000_000)]
    public int MaxKeptJobs { get; set; } = 1000;

    /// <summary>Runs of triggers that are known, so that what comes twice is not run twice; the oldest are forgotten.</summary>
    [Range(1, 1_000_000)]
    public int MaxKeptRuns { get; set; } = 10_000;

    /// <summary>Time between two looks at what is due, milliseconds.</summary>
    [Range(10, 60_000)]
    public int TriggerLookMilliseconds { get; set; } = 5000;

    /// <summary>Watch streams at a time; one more is refused.</summary>
    [Range(1, 10_000)]
    public int MaxWatchers { get; set; } = 100;

    /// <summary>Time between two looks at a running job, milliseconds.</summary>
    [Range(10, 60_000)]
    public int LookMilliseconds { get; set; } = 500;

    /// <summary>Bytes of one input file.</summary>
    [Range(1024, long.MaxValue)]
    public long MaxInputBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Time that a step has which needs a neighbour that cannot be reached, before the job fails, seconds.</summary>
    [Range(0, 86_400)]
    public int NeighbourPatienceSeconds { get; set; } = 300;

    internal TimeSpan Look => TimeSpan.FromMilliseconds(LookMilliseconds);

    internal TimeSpan TriggerLook => TimeSpan.FromMilliseconds(TriggerLookMilliseconds);

    internal TimeSpan NeighbourPatience => TimeSpan.FromSeconds(NeighbourPatienceSeconds);
}
