using FedMl.Models.Registry;

namespace FedMl.Models.ArtifactCache;

/// <summary>What goes wrong with a disk, in words that hold no path.</summary>
internal static class CacheFaults
{
    private const int LinuxDiskFull = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsDiskFull(Exception exception) => exception is IOException { HResult: LinuxDiskFull or WindowsDiskFull };

    public static RegistryUnavailableException DiskFull(long needed) =>
        new($"The disk of the artifact cache is full: {needed} more bytes are needed.");

    public static RegistryUnavailableException Unusable(Exception exception) =>
        new($"The artifact cache cannot be written or read ({exception.GetType().Name}).");
}
