namespace FedMl.Models.Steering;

/// <summary>One change of what a model's versions stand for.</summary>
/// <param name="Number">Counted from 1 for each model.</param>
/// <param name="At">When.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Subject">What was changed.</param>
/// <param name="From">What it was; empty: nothing.</param>
/// <param name="To">What it is; empty: nothing.</param>
/// <param name="Why">Why.</param>
internal sealed record Change(int Number, DateTimeOffset At, string By, string Subject, string From, string To, string Why);
