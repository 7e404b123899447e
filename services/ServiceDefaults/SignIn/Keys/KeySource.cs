namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>Where a key set is, and what is told to whoever has it.</summary>
/// <param name="Address">Made of configuration.</param>
/// <param name="Tenant">Whose keys; null where the address says it or nobody asks.</param>
/// <param name="Client">Who asks; null: not told.</param>
/// <param name="Party">Whom the token was given to; null: not told.</param>
internal sealed record KeySource(Uri Address, string? Tenant = null, string? Client = null, string? Party = null);
