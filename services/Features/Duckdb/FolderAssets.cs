using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// A folder: each sub-folder is a space, each CSV or Parquet file in it an asset named like the file; so is each folder
/// <c>NAME.parquet</c>, all Parquet files in it together. Links that lead out of the folder are not followed.
/// </summary>
internal sealed class FolderAssets(string root, DuckDbEngine engine) : IAssets
{
    private const string Parquet = ".parquet";
    private static readonly string[] Extensions = [".csv", Parquet];

    public IReadOnlyList<string> ListSpaces() => [.. Spaces().Select(space => space.Name).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> ListAssets(string space) =>
        [.. Files(space).Select(file => file.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public bool HaveTransactions => false;

    public FileStamp StampOf(AssetReference asset) => FileStamp.Of(Find(asset));

    public OpenAsset Open(AssetReference asset, bool withTypes, CancellationToken cancellationToken)
    {
        var path = Find(asset);
        // An empty file holds nothing; a pipe has no length either, and opening one would wait for ever.
        string[] files = Directory.Exists(path) ? [.. FilesOfParquet(path)] : [path];
        if (files.Length == 0 || files.Any(file => new FileInfo(file).Length == 0))
        {
            throw new SourceUnavailableException("The file is empty.");
        }

        var connection = engine.Connect(cancellationToken);
        try
        {
            return IsCsv(path) ? CsvFile.Open(connection, path, withTypes) : OpenParquet(connection, files);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What follows FROM.</summary>
    public static string ReadParquet(IReadOnlyList<string> files) => $"read_parquet([{string.Join(", ", files.Select(DuckDbSql.FileName))}], hive_partitioning = false)";

    private static OpenAsset OpenParquet(StoppableConnection connection, IReadOnlyList<string> files)
    {
        var from = ReadParquet(files);
        return new OpenAsset(connection, from, connection.Connection.Describe($"SELECT * FROM {from}"));
    }

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private string Find(AssetReference asset) => Files(asset.Space).Where(file => file.Name == asset.Asset).Select(file => file.Path).ToArray() switch
    {
        [var path] => path,
        [] => throw new AssetNotFoundException(),
        _ => throw new SourceUnavailableException("Two files have the asset's name."),
    };

    private IEnumerable<(string Name, string Path)> Spaces() => Inside(root, folders: true);

    private IEnumerable<(string Name, string Path)> Files(string space)
    {
        var folder = Spaces().Where(found => found.Name == space).Select(found => found.Path).FirstOrDefault() ?? throw new SpaceNotFoundException();
        return Inside(folder, folders: false)
            .Concat(Inside(folder, folders: true).Where(found => IsParquet(found.Name)))
            .Where(file => Extensions.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase))
            .Select(file => (Path.GetFileNameWithoutExtension(file.Name), file.Path));
    }

    private IEnumerable<string> FilesOfParquet(string folder) =>
        Inside(folder, folders: false).Where(file => IsParquet(file.Name)).Select(file => file.Path).Order(StringComparer.Ordinal);

    private static bool IsParquet(string name) => name.EndsWith(Parquet, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<(string Name, string Path)> Inside(string folder, bool folders) =>
        from path in Directory.EnumerateFileSystemEntries(folder)
        let name = Path.GetFileName(path)
        where !name.StartsWith('.')
        let real = TryResolve(path)
        where real is not null && RealPath.IsInside(root, real) && (folders ? Directory.Exists(real) : File.Exists(real))
        select (name, real);

    private static string? TryResolve(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
