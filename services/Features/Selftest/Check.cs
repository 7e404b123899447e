namespace FedMl.Features.Selftest;

/// <summary>One thing that is checked.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> FindAsync);
