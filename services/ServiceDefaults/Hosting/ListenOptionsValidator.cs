using System.Net;
using FedMl.ServiceDefaults.SignIn;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

internal sealed class ListenOptionsValidator(IOptions<AuthOptions> auth) : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options)
    {
        List<string> faults = [];
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            faults.Add($"Listen:Address '{options.Address}' is not an IP address.");
        }
        else if (!IPAddress.IsLoopback(address) && auth.Value.Mode == AuthMode.None)
        {
            faults.Add($"Listen:Address {address} is not a loopback address, and sign-in is off (Auth:Mode): without sign-in a service listens on loopback only.");
        }

        int[] ports = [.. new[] { options.GrpcPort, options.RestPort, options.MetricsPort }.OfType<int>().Where(p => p != 0)];
        if (ports.Distinct().Count() != ports.Length)
        {
            faults.Add("Listen: GrpcPort, RestPort and MetricsPort must differ.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
