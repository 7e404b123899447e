using System.Text;

namespace FedMl.Training.Jobs;

/// <summary>Reads a log that is being written.</summary>
internal static class LogFile
{
    private const int MaxLine = 8192;
    private const int BlockBytes = 64 * 1024;

    /// <summary>Where the last whole line ends that begins at or behind an offset; a line that has no end within a block is cut there.</summary>
    public static long EndOfLines(string path, long from)
    {
        using var file = Open(path);
        if (file is null || file.Length <= from)
        {
            return from;
        }

        var start = Math.Max(from, file.Length - BlockBytes);
        var block = new byte[file.Length - start];
        file.Position = start;
        var length = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        var last = Array.LastIndexOf(block, (byte)'\n', length - 1, length);
        return last >= 0 ? start + last + 1 : length == BlockBytes ? start + length : from;
    }

    public static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The lines between two offsets, each with the offset behind it.</summary>
    public static IEnumerable<(string Text, long End)> Lines(string path, long from, long end)
    {
        using var file = from < end ? Open(path) : null;
        if (file is null)
        {
            yield break;
        }

        file.Position = from;
        var block = new byte[BlockBytes];
        var line = new List<byte>();
        while (from < end && file.Read(block, 0, (int)Math.Min(block.Length, end - from)) is > 0 and var length)
        {
            for (var i = 0; i < length; i++)
            {
                if (block[i] == (byte)'\n')
                {
                    yield return (TextOf(line), from + i + 1);
                    line.Clear();
                }
                else if (line.Count < MaxLine)
                {
                    line.Add(block[i]);
                }
            }

            from += length;
        }

        if (line.Count > 0)
        {
            yield return (TextOf(line), from);
        }
    }

    private static string TextOf(List<byte> line) => Encoding.UTF8.GetString([.. line]).TrimEnd('\r');

    private static FileStream? Open(string path) =>
        File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
}
