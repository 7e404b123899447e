using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Deployments;

/// <summary>Names every fault of the section <c>Models:Deployments</c>, where it is used.</summary>
internal sealed class DeploymentOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        string[] faults = options.Deployments.IsOn ? [.. Faults(options)] : [];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(ModelsOptions options)
    {
        var deployments = options.Deployments;
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(deployments, new ValidationContext(deployments), results, validateAllProperties: true);
        foreach (var result in results)
        {
            yield return $"{DeploymentOptions.Section}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}";
        }

        if (options.Registry != RegistryKind.AzureMl)
        {
            yield return $"{DeploymentOptions.Section} needs Models:Registry AzureMl: only models that are there can be deployed there.";
        }

        if (!Guid.TryParse(deployments.SubscriptionId, out _))
        {
            yield return $"{DeploymentOptions.Section}:SubscriptionId is no GUID.";
        }

        foreach (var (key, value) in new[] { ("ResourceGroup", deployments.ResourceGroup), ("Location", deployments.Location) }.Where(need => need.Item2.Length == 0))
        {
            yield return $"{DeploymentOptions.Section}:{key} is missing.";
        }
    }
}
