using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace FedMl.Models.AzureMl;

/// <summary>Names every fault of the section <c>Models:AzureMl</c>, where Azure ML is the registry.</summary>
internal sealed class AzureMlOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        if (options.Registry != RegistryKind.AzureMl)
        {
            return ValidateOptionsResult.Skip;
        }

        var azure = options.AzureMl;
        string[] faults =
        [
            .. Annotations(azure, AzureMlOptions.Section), .. Annotations(azure.Blobs, $"{AzureMlOptions.Section}:Blobs"),
            .. Annotations(azure.Cache, $"{AzureMlOptions.Section}:Cache"), .. Place(azure), .. Addresses(azure),
            .. CredentialFaults.Of(azure.Credential), .. Missing("CaFile", azure.CaFile),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Annotations(object section, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(section, new ValidationContext(section), results, validateAllProperties: true);
        return results.Select(result => $"{path}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}");
    }

    private static IEnumerable<string> Place(AzureMlOptions azure)
    {
        if (azure.NeedsDiscovery)
        {
            if (azure.Kind == AzureMlKind.Workspace || azure.Region.Length == 0 || azure.ResourceGroup.Length > 0)
            {
                yield return $"{AzureMlOptions.Section} needs SubscriptionId and ResourceGroup, or, for a registry, Region alone.";
            }
        }
        else if (!Guid.TryParse(azure.SubscriptionId, out _))
        {
            yield return $"{AzureMlOptions.Section}:SubscriptionId is no GUID.";
        }
        else if (azure.ResourceGroup.Length == 0)
        {
            yield return $"{AzureMlOptions.Section}:ResourceGroup is missing.";
        }
    }

    private static IEnumerable<string> Addresses(AzureMlOptions azure) =>
        new (string Key, string Value)[]
        {
            ("ManagementEndpoint", azure.ManagementEndpoint), ("DiscoveryEndpoint", azure.DiscoveryEndpoint.Replace("{region}", "region", StringComparison.Ordinal)),
            ("Credential:AuthorityHost", azure.Credential.AuthorityHost),
        }
        .Where(address => !(Uri.TryCreate(address.Value, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        .Select(address => $"{AzureMlOptions.Section}:{address.Key} must be an https address: tokens travel there.");

    internal static IEnumerable<string> Missing(string key, string file) =>
        file.Length > 0 && !File.Exists(file) ? [$"{AzureMlOptions.Section}:{key} names a file that is not there."] : [];
}
