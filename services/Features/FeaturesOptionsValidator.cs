using FedMl.Features.Datasphere;
using FedMl.Features.Sql;
using Microsoft.Extensions.Options;

namespace FedMl.Features;

/// <summary>Refuses to start where views or data cannot be read: an empty catalogue would look as if all views had been removed.</summary>
internal sealed class FeaturesOptionsValidator : IValidateOptions<FeaturesOptions>
{
    public ValidateOptionsResult Validate(string? name, FeaturesOptions options)
    {
        List<string> faults = [];
        if (!IsReadableFolder(options.FeatureViews))
        {
            faults.Add($"{FeaturesOptions.Section}:{nameof(options.FeatureViews)} '{options.FeatureViews}' is not a folder that can be read.");
        }

        if (options.Source == SourceKind.Sql)
        {
            faults.AddRange(SqlOptionsValidator.FaultsOf(options.Sql));
        }
        else if (options.Source == SourceKind.OData)
        {
            faults.AddRange(DatasphereOptionsFaults.Of(options.Datasphere));
        }
        else if (!IsReadableFolder(options.Data) && !IsReadableFile(options.Data))
        {
            faults.Add($"{FeaturesOptions.Section}:{nameof(options.Data)} '{options.Data}' is neither a folder nor a DuckDB file that can be read.");
        }

        if (options.Cache is { StaleWhileError: true } cache && cache.MaxAgeSeconds < cache.TimeToLiveSeconds)
        {
            faults.Add($"{FeaturesOptions.Section}:{nameof(options.Cache)}:{nameof(cache.MaxAgeSeconds)} must be at least {nameof(cache.TimeToLiveSeconds)}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsReadableFolder(string path) => Can(() => _ = new DirectoryInfo(path).EnumerateFileSystemInfos().Any());

    private static bool IsReadableFile(string path) => Can(() => File.OpenHandle(path).Dispose());

    private static bool Can(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
