using Microsoft.Extensions.Options;

namespace FedMl.Models;

/// <summary>Refuses to start on a folder that is not there: an empty picture would look as if all models had been removed.</summary>
internal sealed class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        if (options.Registry != RegistryKind.Folder)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            _ = new DirectoryInfo(options.Folder).EnumerateFileSystemInfos().Any();
            return ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return ValidateOptionsResult.Fail($"{ModelsOptions.Section}:{nameof(options.Folder)} '{options.Folder}' is not a folder that can be read.");
        }
    }
}
