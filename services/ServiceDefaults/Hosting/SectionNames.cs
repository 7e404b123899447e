using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// Refuses sections that are nearly one of this host's. Others may be meant for another host that is started with the same
/// arguments, and the environment is shared with everybody.
/// </summary>
internal sealed class SectionNames(IConfiguration configuration, IEnumerable<OptionsSection> sections) : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options)
    {
        string[] known = [.. sections.Select(section => section.Name).Append("Logging").Distinct()];
        string[] faults =
        [
            .. from provider in ((IConfigurationRoot)configuration).Providers
               where provider is not EnvironmentVariablesConfigurationProvider
               from key in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase)
               where provider.GetChildKeys([], key).Any() && !known.Contains(key, StringComparer.OrdinalIgnoreCase)
               let near = NearestName.Of(key, known)
               where near is not null
               select $"{key} is no section of options; the nearest is {near}.",
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

/// <summary>A section that options of this host are bound to.</summary>
internal sealed record OptionsSection(string Name);
