namespace FedMl.Features.Selftest;

/// <summary>What a check found. It is printed, so it holds no secret and no business data.</summary>
/// <param name="Advice">What to do; empty unless the check failed.</param>
internal sealed record Finding(Outcome Outcome, string Text, string Advice)
{
    public static Finding Ok(string text) => new(Outcome.Ok, text, "");

    public static Finding Failed(string text, string advice) => new(Outcome.Failed, text, advice);

    public static Finding NotChecked(string why) => new(Outcome.NotChecked, why, "");
}

internal enum Outcome
{
    Ok,
    Failed,
    NotChecked,
}
