namespace FedMl.ScoringEngine.Scoring;

/// <summary>The stages of a request, as metrics name them in lower case.</summary>
public enum Stage
{
    Decode,
    Queue,
    Features,
    Cache,
    Run,
    Explain,
    Encode,
}
