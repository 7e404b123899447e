using System.ComponentModel.DataAnnotations;

namespace FedMl.Models.Registrations;

/// <summary>Publishing by request.</summary>
public sealed class RegistrationOptions
{
    /// <summary>Whether versions are taken. There is no sign-in yet: whoever reaches the port may publish.</summary>
    public bool Enabled { get; set; }

    /// <summary>Registrations at a time; one more is refused.</summary>
    [Range(1, 1000)]
    public int MaxAtATime { get; set; } = 4;
}
