using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.SignIn.Issuers;
using FedMl.ServiceDefaults.SignIn.Keys;
using FedMl.ServiceDefaults.SignIn.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn;

internal static class SignInRegistration
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddValidatedOptions<AuthOptions>(AuthOptions.Section);
        services.AddSingleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>();
        services.AddSingleton<TrustedIssuers>();
        services.AddSingleton<KeyFetcher>();
        services.AddSingleton<KeySets>();
        services.AddSingleton<TokenValidator>();
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
