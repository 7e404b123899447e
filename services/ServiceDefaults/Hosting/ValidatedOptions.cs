using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Options that are checked when the host starts: wrong configuration must not start.</summary>
public static class ValidatedOptions
{
    /// <summary>Binds a section, validates its annotations at start and refuses keys that the class does not know.</summary>
    public static OptionsBuilder<T> AddValidatedOptions<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindKnownKeys(section).ValidateDataAnnotations().ValidateOnStart();

    /// <summary>Binds a section whose every key must set something.</summary>
    internal static OptionsBuilder<T> BindKnownKeys<T>(this OptionsBuilder<T> options, string section)
        where T : class
    {
        options.Services.AddSingleton(new OptionsSection(section.Split(':')[0]));
        return options
            .Configure<IConfiguration>((_, configuration) =>
            {
                string[] faults = [.. OptionKeys.FaultsOf(configuration.GetSection(section), typeof(T))];
                if (faults.Length > 0)
                {
                    throw new OptionsValidationException(section, typeof(T), faults);
                }
            })
            // With it the binder refuses what does not convert in a dictionary too.
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true);
    }
}
