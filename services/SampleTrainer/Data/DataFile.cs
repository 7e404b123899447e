using System.Security.Cryptography;
using System.Text;

namespace FedMl.SampleTrainer.Data;

/// <summary>The lines of a text file and the SHA-256 of its bytes.</summary>
internal sealed record DataFile(IReadOnlyList<string> Lines, string Sha256)
{
    /// <summary>Largest file read, in bytes: rows are held in memory.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    public static DataFile Read(string path, string option = "--data")
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new TrainingException($"{option}: the file is larger than {MaxBytes} bytes");
            }

            var bytes = File.ReadAllBytes(path);
            return new DataFile(Split(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TrainingException.OfFile($"{option}: the file cannot be read", path, exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new TrainingException($"{option}: the file is not UTF-8 text", exception);
        }
    }

    private static List<string> Split(byte[] bytes)
    {
        var lines = new List<string>();
        using var reader = new StreamReader(new MemoryStream(bytes), Utf8, detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
