using System.ComponentModel.DataAnnotations;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Kernels;
using FedMl.ScoringEngine.Loading.Canary;
using FedMl.ScoringEngine.Rollouts;

namespace FedMl.ScoringEngine;

/// <summary>Limits and habits of the engine (section <c>ScoringEngine</c>).</summary>
public sealed class EngineOptions : IValidatableObject
{
    public const string Section = "ScoringEngine";

    /// <summary>Rows of one request.</summary>
    [Range(1, 10_000_000)]
    public int MaxRows { get; set; } = 10_000;

    /// <summary>Elements of one tensor.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTensorElements { get; set; } = 16 * 1024 * 1024;

    /// <summary>Model versions loaded at a time.</summary>
    [Range(1, 10_000)]
    public int MaxLoadedVersions { get; set; } = 100;

    /// <summary>Of these, versions that are loaded only because requests asked for them; the latest asked for stay.</summary>
    [Range(0, 10_000)]
    public int MaxAskedVersions { get; set; } = 20;

    /// <summary>Bytes of memory that all versions may take together; 0: three quarters of what the garbage collector sees, which is at most the container's.</summary>
    [Range(0, 1L << 50)]
    public long MaxModelBytes { get; set; }

    /// <summary>Bytes of one artifact that are loaded from memory; a larger one goes through a private folder, since the copy in memory is kept long.</summary>
    [Range(1024, 2_000_000_000)]
    public long MaxArtifactBytesInMemory { get; set; } = 512L * 1024 * 1024;

    /// <summary>Bytes of one artifact.</summary>
    [Range(1024, 1L << 40)]
    public long MaxArtifactBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Folder for artifacts that do not load from memory; empty: the system's folder for temporary files.</summary>
    public string WorkFolder { get; set; } = "";

    /// <summary>
    /// Folder for what this process must still know after a restart while Models is down: what was published, which versions
    /// were good, and their files. One process has it; empty: nothing is kept.
    /// </summary>
    public string StateFolder { get; set; } = "";

    /// <summary>Bytes of files of artifacts kept in it; those used last stay.</summary>
    [Range(1024, 1L << 50)]
    public long MaxKeptBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Longest time that one warm-up run may take, seconds.</summary>
    [Range(1, 600)]
    public int WarmUpSeconds { get; set; } = 30;

    /// <summary>Time between two comparisons of what is loaded with what should be, seconds.</summary>
    [Range(1, 3600)]
    public int ReconcileSeconds { get; set; } = 5;

    /// <summary>How long a version that was asked for by number stays loaded after its last request, minutes.</summary>
    [Range(1, 10_000)]
    public int KeepAskedMinutes { get; set; } = 30;

    /// <summary>Longest wait for the last requests of a version that is being unloaded, seconds.</summary>
    [Range(1, 600)]
    public int DrainSeconds { get; set; } = 30;

    /// <summary>
    /// Threads that one model run may use; 0: as many as the container has cores. Requests share the cores already,
    /// and a second thread costs short runs nearly half, so one is right unless few, long runs come at a time.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; set; } = 1;

    /// <summary>Time for one call to Features where the caller set no earlier deadline, seconds.</summary>
    [Range(1, 600)]
    public int FeaturesTimeoutSeconds { get; set; } = 10;

    public ShadowOptions Shadow { get; set; } = new();

    public CanaryLoadOptions CanaryLoad { get; set; } = new();

    public ExplanationOptions Explanations { get; set; } = new();

    public KernelOptions Kernels { get; set; } = new();

    /// <summary>Settings of single models by name; what is not there has the defaults of <see cref="ModelSettings"/>.</summary>
    public Dictionary<string, ModelSettings> Models { get; set; } = [];

    /// <summary>Settings of a model.</summary>
    public ModelSettings For(string model) => Models.GetValueOrDefault(model) ?? ModelSettings.Default;

    /// <summary>Rows of one request for a model.</summary>
    public int MaxRowsOf(string model) => For(model).MaxRows is > 0 and var rows ? Math.Min(rows, MaxRows) : MaxRows;

    /// <summary>Annotations are not followed into what options hold, so that is validated here.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, object Part)[] parts = [(nameof(CanaryLoad), CanaryLoad), (nameof(Explanations), Explanations), (nameof(Shadow), Shadow), (nameof(Kernels), Kernels)];
        foreach (var (name, part) in parts)
        {
            List<ValidationResult> inPart = [];
            Validator.TryValidateObject(part, new ValidationContext(part), inPart, validateAllProperties: true);
            foreach (var fault in inPart)
            {
                yield return new ValidationResult($"{name}: {fault.ErrorMessage}", [name]);
            }
        }

        foreach (var (model, settings) in Models)
        {
            List<ValidationResult> faults = [];
            Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true);
            Validator.TryValidateObject(settings.Batching, new ValidationContext(settings.Batching), faults, validateAllProperties: true);
            Validator.TryValidateObject(settings.Cache, new ValidationContext(settings.Cache), faults, validateAllProperties: true);
            foreach (var fault in faults)
            {
                yield return new ValidationResult($"{nameof(Models)}:{model}: {fault.ErrorMessage}", [$"{nameof(Models)}:{model}"]);
            }
        }
    }
}
