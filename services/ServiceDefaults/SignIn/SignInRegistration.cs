using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Neighbours;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

internal static class SignInRegistration
{
    /// <summary>For what is registered before options can be asked.</summary>
    public static bool CallersSignIn(this IConfiguration configuration) => configuration.GetValue<AuthMode>($"{AuthOptions.Section}:{nameof(AuthOptions.Mode)}") != AuthMode.None;

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<AuthOptions>(AuthOptions.Section);
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton<TrustedIssuers>();
        services.AddSingleton<KeyFetcher>();
        services.AddSingleton<KeySets>();
        services.AddSingleton<TokenRights>();
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<NeighbourToken>();
        services.AddSingleton<Doorkeeper>();
        if (builder.Configuration.CallersSignIn())
        {
            // Costs every request something.
            services.AddHttpContextAccessor();
            services.AddSingleton<IdentityInterceptor>();
        }

        services.AddSingleton<Challenge>();
        services.AddHostedService<BindingWatch>();
    }

    public static void UseSignIn(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AuthOptions>>().Value.Mode != AuthMode.None)
        {
            app.UseMiddleware<SignInDoor>();
        }
    }
}
