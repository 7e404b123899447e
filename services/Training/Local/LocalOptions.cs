using System.ComponentModel.DataAnnotations;

namespace FedMl.Training.Local;

/// <summary>Jobs as child processes (section <c>Training:Local</c>).</summary>
public sealed class LocalOptions
{
    /// <summary>Programs that templates may name, with their files: an executable, or a .NET program's <c>.dll</c>.</summary>
    public Dictionary<string, string> Programs { get; set; } = [];

    /// <summary>Most resident memory that a template may ask for, bytes.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxMemoryBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Most disk that a template may ask for, bytes.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxDiskBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Time between asking a command to end and ending it, seconds.</summary>
    [Range(0, 600)]
    public int StopSeconds { get; set; } = 5;

    internal TimeSpan Stop => TimeSpan.FromSeconds(StopSeconds);
}
