using System.Text.RegularExpressions;
using FedMl.Training.Gates;
using FedMl.Training.Publication;
using FedMl.Training.Triggers;

namespace FedMl.Training.Templates;

/// <summary>What a job of it does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Model">The model that a version is registered as; empty: none is.</param>
/// <param name="Command">Program and arguments, with placeholders.</param>
internal sealed record Template(string Name, string Description, string Model, IReadOnlyList<string> Command)
{
    public bool IsPaused { get; init; }

    public IReadOnlyList<TemplateParameter> Parameters { get; init; } = [];

    public IReadOnlyList<TemplateInput> Inputs { get; init; } = [];

    public IReadOnlyList<Gate> Gates { get; init; } = [];

    /// <summary>Null: the champion is not asked.</summary>
    public Evaluation? Evaluation { get; init; }

    public RolloutPolicy Rollout { get; init; } = RolloutPolicy.Manual;

    public TemplateTriggers Triggers { get; init; } = TemplateTriggers.None;

    /// <summary>Jobs of it that run at a time; the others wait.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Null: none but that of all jobs.</summary>
    public RateLimit? Rate { get; init; }

    public TemplateLimits Limits { get; init; } = new(TimeSpan.FromHours(1), 1024L * 1024 * 1024, 1024L * 1024 * 1024);
}

/// <param name="Pattern">What a value must match as a whole; for J02 of attacks: no value is ever read by a shell.</param>
internal sealed record TemplateParameter(string Name, string Default, string Pattern)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Characters of one value.</summary>
    public const int MaxValue = 1000;

    public bool Takes(string value) =>
        value.Length <= MaxValue && !value.Any(char.IsControl)
        && Regex.IsMatch(value, $@"\A(?:{Pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
}

/// <summary>Rows of a feature view, as a file.</summary>
/// <param name="Name">Its name, and the file's.</param>
/// <param name="View">Name of the feature view.</param>
/// <param name="Features">Features of it; empty: all.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="AsOf">Read the data as they were then; null: as they are.</param>
/// <param name="HoldOut">One of so many rows, chosen by its entity key, goes to a second file; 0: none does.</param>
/// <param name="Where">Only rows that all of these take.</param>
internal sealed record TemplateInput(
    string Name, string View, IReadOnlyList<string> Features, InputFormat Format, DateTimeOffset? AsOf, int HoldOut, IReadOnlyList<RowFilter> Where);

/// <param name="Feature">Name of a feature or entity key that the input has.</param>
/// <param name="Is">Texts of values that pass; empty: any value passes, a missing one does not.</param>
internal sealed record RowFilter(string Feature, IReadOnlyList<string> Is);

internal enum InputFormat
{
    Csv,
    Arrow,
}

/// <param name="Time">From when the command begins.</param>
/// <param name="MemoryBytes">Resident memory of all its processes together.</param>
/// <param name="DiskBytes">Its log and outputs together.</param>
internal sealed record TemplateLimits(TimeSpan Time, long MemoryBytes, long DiskBytes);

/// <param name="File">Name of the file.</param>
/// <param name="Line">Counted from 1; 0 where none can be told.</param>
internal sealed record TemplateFault(string File, int Line, string Description);
