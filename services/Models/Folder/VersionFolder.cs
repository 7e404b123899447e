using System.Globalization;
using FedMl.Models.Registry;

namespace FedMl.Models.Folder;

/// <summary>Reads which files a version's folder holds. Links are never followed: a version with one is not offered.</summary>
internal static class VersionFolder
{
    public static VersionLook Read(DirectoryInfo folder, string model, ModelsOptions limits)
    {
        var files = new List<RegistryFile>();
        var problem = "";
        try
        {
            problem = folder.IsLink() ? "is a link" : ReadFiles(folder, model, limits, files);
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            problem = "cannot be read";
        }

        if (problem.Length == 0 && !files.Exists(file => file.Path == ArtifactPath.Model))
        {
            problem = $"has no {ArtifactPath.Model}";
        }

        DateTimeOffset? publishedAt = files.Count == 0 ? null : files.Max(file => Times(file).Written);
        var lastChange = files.SelectMany(file => new[] { Times(file).Written, Times(file).Created })
            .Concat([folder.LastWriteTimeUtc, folder.CreationTimeUtc]).Max();
        return new VersionLook(new RegistryVersion(folder.Name, problem.Length == 0 ? files : [], publishedAt, problem), lastChange);
    }

    /// <summary>Changes when the bytes may have: .NET offers no inode number, so a file's birth stands for it.</summary>
    public static string Stamp(DateTime written, DateTime created) => $"{written.Ticks}-{created.Ticks}";

    private static (DateTime Written, DateTime Created) Times(RegistryFile file)
    {
        var ticks = file.Stamp.Split('-');
        return (Time(ticks[0]), Time(ticks[1]));

        static DateTime Time(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), DateTimeKind.Utc);
    }

    private static string ReadFiles(DirectoryInfo version, string model, ModelsOptions limits, List<RegistryFile> files)
    {
        var folders = new Queue<(DirectoryInfo Folder, string Prefix)>([(version, "")]);
        var entries = 0;
        var bytes = 0L;
        while (folders.TryDequeue(out var next))
        {
            foreach (var entry in FolderEntries.Of(next.Folder).Where(entry => !ModelName.IsHidden(entry.Name)))
            {
                var path = next.Prefix + entry.Name;
                if (++entries > limits.MaxFilesPerVersion)
                {
                    return $"has more than {limits.MaxFilesPerVersion} files";
                }

                if (!ArtifactPath.IsValid(path))
                {
                    return "has a file whose name is not allowed";
                }

                if (entry.IsLink())
                {
                    return $"{path} is a link";
                }

                if (entry is not FileInfo file)
                {
                    folders.Enqueue(((DirectoryInfo)entry, path + "/"));
                    continue;
                }

                bytes += file.Length;
                if (bytes > limits.MaxArtifactBytes)
                {
                    return $"is larger than {limits.MaxArtifactBytes} bytes";
                }

                files.Add(new RegistryFile(model, version.Name, path, file.Length, Stamp(file.LastWriteTimeUtc, file.CreationTimeUtc)));
            }
        }

        return "";
    }
}

/// <summary>A version as its folder shows it now, and the latest of all the times in there.</summary>
internal sealed record VersionLook(RegistryVersion Version, DateTime LastChange);
