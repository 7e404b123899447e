using System.ComponentModel.DataAnnotations;
using FedMl.ScoringEngine.Admission;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring;

/// <summary>What the server says of itself (section <c>Scoring</c>).</summary>
public sealed class ScoringOptions
{
    public const string Section = "Scoring";

    /// <summary>Name that the protocol's server metadata tells; some clients insist on one.</summary>
    [Required]
    [MaxLength(128)]
    public string ServerName { get; set; } = "fedml";

    /// <summary>Whether trace and log settings can be changed by request, by anyone who reaches a port of this service.</summary>
    public bool WritableSettings { get; set; }

    /// <summary>Whether models can be loaded and unloaded by request, by anyone who reaches a port of this service; only of this replica, until it ends.</summary>
    public bool LoadByRequest { get; set; }

    /// <summary>Longest time that such a request waits, seconds.</summary>
    [Range(1, 3600)]
    public int LoadSeconds { get; set; } = 60;

    /// <summary>How much work is taken in at a time.</summary>
    [ValidateObjectMembers]
    public AdmissionOptions Admission { get; set; } = new();
}
