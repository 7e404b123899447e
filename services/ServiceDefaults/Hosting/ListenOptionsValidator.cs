using System.Net;
using System.Security.Cryptography;
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
        else if (!IPAddress.IsLoopback(address) && options is { CertificateFile: "", BehindMesh: false })
        {
            faults.Add($"Listen:Address {address} is not a loopback address, and there is no certificate: set Listen:CertificateFile and Listen:KeyFile, or Listen:BehindMesh where a mesh encrypts.");
        }

        if (options.CertificateFile.Length > 0 && FaultOf(options) is { } fault)
        {
            faults.Add(fault);
        }

        int[] ports = [.. new[] { options.GrpcPort, options.RestPort, options.MetricsPort }.OfType<int>().Where(p => p != 0)];
        if (ports.Distinct().Count() != ports.Length)
        {
            faults.Add("Listen: GrpcPort, RestPort and MetricsPort must differ.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? FaultOf(ListenOptions options)
    {
        try
        {
            ServerCertificate.Read(options);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"Listen:CertificateFile and Listen:KeyFile are no certificate with its key: {exception.GetType().Name}.";
        }
    }
}
