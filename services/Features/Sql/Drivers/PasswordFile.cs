namespace FedMl.Features.Sql.Drivers;

/// <summary>A password in a file, such as a mounted secret.</summary>
internal static class PasswordFile
{
    private const int MaxBytes = 4096;

    /// <summary>The file's text without the line's end that editors add; null: it cannot be read, is empty or too large for a password.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                return null;
            }

            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            return text.Length == 0 ? null : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
