using System.IO.Enumeration;

namespace FedMl.Models.Folder;

/// <summary>How this room looks into folders: one level at a time, everything there, links seen as links.</summary>
internal static class FolderEntries
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    public static IEnumerable<FileSystemInfo> Of(DirectoryInfo folder) => folder.EnumerateFileSystemInfos("*", Everything);

    public static bool IsLink(this FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <summary>Whether an exception says that a file or folder is gone or may not be read.</summary>
    public static bool IsUnreadable(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
