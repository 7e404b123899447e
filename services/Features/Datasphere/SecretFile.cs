using System.Diagnostics.CodeAnalysis;

namespace FedMl.Features.Datasphere;

/// <summary>A secret in a file, as Kubernetes mounts it.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>Reads its one line; false: it cannot be read or is none.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        try
        {
            var file = new FileInfo(path);
            // Editors and echo end a line that nobody meant.
            var text = file.Exists && file.Length <= MaxBytes ? File.ReadAllText(path).TrimEnd('\r', '\n') : "";
            secret = text.Length > 0 && !text.Any(char.IsControl) ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Told as a fault of the setting, or as a token that cannot be asked for.
        }

        return secret is not null;
    }
}
