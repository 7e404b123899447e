using FedMl.Models.Registry;

namespace FedMl.Models.Folder;

/// <summary>The aliases each model's file declares. A faulty or half-written file changes nothing: the last good one stays.</summary>
internal sealed class AliasFiles(ModelsOptions options, TimeProvider time)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private readonly Settling<AliasFileContent> settling = new(options.Settle, time);
    private readonly Dictionary<string, LastGood> lastGood = new(StringComparer.Ordinal);

    public TimeSpan? Due => settling.Due;

    public IReadOnlyDictionary<string, string> Of(DirectoryInfo model, ICollection<RegistryFault> faults)
    {
        var file = new FileInfo(Path.Join(model.FullName, AliasFile.Name));
        var now = Read(file);
        var settled = settling.Observe(model.Name, now.Text + now.Fault, now, file.LastWriteTimeUtc);
        var good = lastGood.GetValueOrDefault(model.Name) ?? new LastGood(null, None, null);
        if (settled is not null && settled != good.Content)
        {
            lastGood[model.Name] = good = Parse(settled, good.Aliases);
        }

        if (good.Fault is not null)
        {
            faults.Add(new RegistryFault(FaultKind.Alias, $"{model.Name} {AliasFile.Name}", good.Fault));
        }

        return good.Aliases;
    }

    public void ForgetUnseen()
    {
        settling.ForgetUnseen();
        foreach (var gone in lastGood.Keys.Where(model => !settling.Has(model)).ToArray())
        {
            lastGood.Remove(gone);
        }
    }

    private static LastGood Parse(AliasFileContent content, IReadOnlyDictionary<string, string> before)
    {
        if (content.Fault.Length > 0)
        {
            return new LastGood(content, before, content.Fault);
        }

        try
        {
            return new LastGood(content, AliasFile.Parse(content.Text), null);
        }
        catch (FormatException exception)
        {
            return new LastGood(content, before, exception.Message);
        }
    }

    private static AliasFileContent Read(FileInfo file)
    {
        try
        {
            return file switch
            {
                { Exists: false } => new AliasFileContent("", ""),
                _ when file.IsLink() => new AliasFileContent("", "is a link"),
                { Length: 0 } => new AliasFileContent("", ""), // Never opened: a pipe has no size either.
                { Length: > AliasFile.MaxBytes } => new AliasFileContent("", $"is larger than {AliasFile.MaxBytes} bytes"),
                _ => new AliasFileContent(File.ReadAllText(file.FullName), ""),
            };
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            return new AliasFileContent("", "cannot be read");
        }
    }

    private sealed record AliasFileContent(string Text, string Fault);

    private sealed record LastGood(AliasFileContent? Content, IReadOnlyDictionary<string, string> Aliases, string? Fault);
}
