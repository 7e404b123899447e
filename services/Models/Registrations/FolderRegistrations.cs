using System.Globalization;
using System.Text.Json;
using FedMl.Models.Folder;
using FedMl.Models.Records;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Registrations;

/// <summary>
/// Publishes versions into the folder: written aside, to the disk, then renamed in, while no other process does the same. Which
/// registration a version is of stands in its <c>lineage.json</c>, so that a repeated one finds it.
/// </summary>
internal sealed class FolderRegistrations(IOptions<ModelsOptions> options, TimeProvider time) : IDisposable
{
    public const string Lineage = "lineage.json";

    private const string Prefix = ".registration-";
    private static readonly TimeSpan LeftBehind = TimeSpan.FromDays(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly FolderLock turn = new(Path.Join(options.Value.Folder, ".registrations.lock"));

    /// <summary>A folder beside the models for files that arrive.</summary>
    public ArrivingVersion Begin()
    {
        try
        {
            foreach (var old in Directory.EnumerateDirectories(options.Value.Folder, Prefix + "*")
                .Where(folder => time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > LeftBehind))
            {
                Directory.Delete(old, recursive: true);
            }

            return new ArrivingVersion(Path.Join(options.Value.Folder, Prefix + Guid.NewGuid().ToString("N")), options.Value);
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            throw Unavailable(exception);
        }
    }

    /// <summary>The version that a registration made before; null: none.</summary>
    public string? Find(Registration registration)
    {
        var model = new DirectoryInfo(Path.Join(options.Value.Folder, registration.Model));
        return !model.Exists ? null : FolderEntries.Of(model).OfType<DirectoryInfo>()
            .Where(version => !version.IsLink() && !ModelName.IsHidden(version.Name))
            .FirstOrDefault(version => IdOf(Path.Join(version.FullName, Lineage)) == registration.Id)?.Name;
    }

    /// <summary>Publishes what has arrived as the next version, or finds the one that the same registration made.</summary>
    public async Task<(string Version, bool WasThere)> PublishAsync(Registration registration, ArrivingVersion arrived, CancellationToken cancellationToken)
    {
        try
        {
            arrived.Add(Lineage, JsonSerializer.SerializeToUtf8Bytes(
                new VersionLineage(registration.Id, new SortedDictionary<string, string>(registration.Tags.ToDictionary(), StringComparer.Ordinal)), Json));
            using var held = await turn.TakeAsync(cancellationToken);
            if (Find(registration) is { } known)
            {
                return (known, true);
            }

            var model = Directory.CreateDirectory(Path.Join(options.Value.Folder, registration.Model));
            var next = model.EnumerateDirectories()
                .Select(version => int.TryParse(version.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Append(0).Max() + 1;
            var name = next.ToString(CultureInfo.InvariantCulture);
            Failpoint.Pass("version", "before");
            Directory.Move(arrived.Folder, Path.Join(model.FullName, name));
            Failpoint.Pass("version", "in-place");
            return (name, false);
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            throw Unavailable(exception);
        }
    }

    public void Dispose() => turn.Dispose();

    private static string? IdOf(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<VersionLineage>(File.ReadAllBytes(file), Json)?.Registration : null;
        }
        catch (JsonException)
        {
            return null; // Somebody else's file of that name.
        }
    }

    private static RegistryUnavailableException Unavailable(Exception exception) => new("The models folder cannot be written at the moment.", exception);

    /// <param name="Registration">Id of the registration.</param>
    /// <param name="Tags">Where the version comes from.</param>
    private sealed record VersionLineage(string Registration, SortedDictionary<string, string> Tags);
}
