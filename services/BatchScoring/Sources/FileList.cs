using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Sources;

/// <summary>Finds the files of a source.</summary>
internal static class FileList
{
    /// <summary>The file, or those of the folder by their names; names that begin with <c>_</c> or <c>.</c> are no data.</summary>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID.</exception>
    public static IReadOnlyList<SourceFile> Of(SourceChoice source)
    {
        if (File.Exists(source.Path))
        {
            return [SourceFile.Of(Path.GetFileName(source.Path), source.Path)];
        }

        if (!Directory.Exists(source.Path))
        {
            throw Invalid("there is no such file or folder");
        }

        SourceFile[] files =
        [
            .. Directory.EnumerateFiles(source.Path, "*", SearchOption.AllDirectories)
                .Select(path => (Path: path, Name: Path.GetRelativePath(source.Path, path).Replace(Path.DirectorySeparatorChar, '/')))
                .Where(f => !f.Name.Split('/').Any(part => part[0] is '_' or '.') && IsOf(f.Name, source.Format))
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => SourceFile.Of(f.Name, f.Path)),
        ];
        return files.Length > 0 ? files : throw Invalid("the folder has no file to score");
    }

    /// <summary>How a file is written; Auto: its name does not tell.</summary>
    public static FileFormat FormatOf(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".PARQUET" => FileFormat.Parquet,
        ".CSV" => FileFormat.Csv,
        ".ARROW" or ".FEATHER" or ".IPC" => FileFormat.Arrow,
        _ => FileFormat.Auto,
    };

    private static bool IsOf(string name, FileFormat format) => format == FileFormat.Auto ? FormatOf(name) != FileFormat.Auto : FormatOf(name) == format;

    private static ServiceException Invalid(string what) =>
        ServiceException.FromFaults(ErrorReason.JobSpecificationInvalid, "The job's specification is not valid", [new Fault("source.path", what)]);
}
