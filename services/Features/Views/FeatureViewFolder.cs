using System.Text;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Views;

/// <summary>The feature view files that are there. They are small, so each look reads them whole.</summary>
internal sealed class FeatureViewFolder(IOptions<FeaturesOptions> options)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>By name: the text of each file, or why it cannot be read.</returns>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public SortedDictionary<string, ViewFile> Read()
    {
        var files = new SortedDictionary<string, ViewFile>(StringComparer.Ordinal);
        var paths = Directory.EnumerateFiles(options.Value.FeatureViews)
            .Where(path => Path.GetExtension(path) is ".yaml" or ".yml" && !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            files.Add(Path.GetFileName(path), files.Count < options.Value.MaxFeatureViews ? Read(path) : new ViewFile(null, "is one file more than is taken"));
        }

        return files;
    }

    // Of what a link leads to: Kubernetes mounts config maps as links.
    private static long SizeOf(string path) => (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length;

    private ViewFile Read(string path)
    {
        try
        {
            if (SizeOf(path) == 0)
            {
                return new ViewFile("", null); // Never opened: a pipe has no size either, and opening one waits for a writer.
            }

            using var file = File.OpenRead(path);
            if (file.Length > options.Value.MaxFeatureViewBytes)
            {
                return new ViewFile(null, $"is larger than {options.Value.MaxFeatureViewBytes} bytes");
            }

            var bytes = new byte[file.Length];
            return new ViewFile(Utf8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).TrimStart('\uFEFF'), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ViewFile(null, exception is ArgumentException ? "is not UTF-8 text" : "cannot be read");
        }
    }
}

/// <param name="Text">Null: not read, and <paramref name="Fault"/> says why.</param>
internal sealed record ViewFile(string? Text, string? Fault);
