using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedMl.Training.Jobs;

/// <summary>One thing that happened to a job: a line of its journal. A job is what its facts add up to.</summary>
/// <param name="At">When.</param>
/// <param name="LogEnd">Bytes of the log that came before it, so that everyone sees log lines and facts in the same order.</param>
internal sealed record JobFact(DateTimeOffset At, long LogEnd)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
    };

    /// <summary>What was asked for; of the first fact and no other.</summary>
    public JobRequest? Request { get; init; }

    public JobState? State { get; init; }

    /// <summary>Why it failed, as a word.</summary>
    public string? Reason { get; init; }

    /// <summary>The same in words.</summary>
    public string? Detail { get; init; }

    public InputFile? Input { get; init; }

    /// <summary>All inputs are there.</summary>
    public bool? IsPrepared { get; init; }

    /// <summary>How the command ended.</summary>
    public RunEnd? End { get; init; }

    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    public JobDecision? Decision { get; init; }

    /// <summary>The version that was registered.</summary>
    public string? Version { get; init; }

    /// <summary>Id of the event that was sent.</summary>
    public string? Published { get; init; }
}

/// <param name="ViewDigest">SHA-256 of the view's declaration.</param>
/// <param name="Sha256">Of the bytes that the job was given; those of a hold-out are not among them.</param>
internal sealed record InputFile(string Name, string View, string ViewDigest, long Rows, string Sha256, DateTimeOffset AsOf);

/// <summary>How a command ended.</summary>
/// <param name="Reason">Null: well.</param>
internal sealed record RunEnd(string? Reason, string Detail);

/// <param name="Subject">What decided.</param>
/// <param name="Passed">Whether it goes on.</param>
/// <param name="Why">In words.</param>
/// <param name="Numbers">What decided it.</param>
internal sealed record JobDecision(string Subject, bool Passed, string Why, IReadOnlyDictionary<string, double> Numbers);
