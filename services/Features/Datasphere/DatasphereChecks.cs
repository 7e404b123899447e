using System.Net;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Selftest;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Datasphere;

/// <summary>Checks of a tenant: the ways to it and to its tokens, a token, the clock, and that the interface is where it should be.</summary>
internal sealed class DatasphereChecks(DatasphereOptions options) : ISourceChecks
{
    private const string Readme = "README, \"Connect Datasphere\", \"Over OData\"";
    private const string Clients = "SAP Datasphere, System > Administration > App Integration";

    // Within it nobody is refused for what time it is.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(1);

    private TimeSpan? clockSkew;

    public IReadOnlyList<string> SecretFiles => options.HasClientCertificate
        ? [NameOf(nameof(options.ClientCertificateFile)), NameOf(nameof(options.ClientKeyFile))]
        : [NameOf(nameof(options.ClientSecretFile))];

    public IReadOnlyList<string> SecretFaults => [.. DatasphereOptionsFaults.OfSecrets(options)];

    public IEnumerable<Check> ReachChecks(Func<IBusinessDataSource> source) =>
    [
        .. NetworkChecksOf(options.BaseAddress),
        .. NetworkChecksOf(options.TokenUrl).Select(check => check with { Name = $"{check.Name} (tokens)" }),
        new Check("token", token => SignInAsync(source(), token)),
        new Check("clock", _ => Task.FromResult(CompareClocks())),
        new Check("consumption interface", token => FindAsync(source(), token)),
    ];

    public string AdviceFor(ErrorReason reason) => reason switch
    {
        ErrorReason.SourceCredentialsRefused =>
            $"Compare {NameOf(nameof(options.ClientId))} and {string.Join(" and ", SecretFiles)} with the client in {Clients}: the purpose must be Technical User, and a client expires, after three months if nothing else was set. Make a new secret there and write it into the file.",
        ErrorReason.SourceAccessDenied =>
            "Give the OAuth client's technical user a scoped role with consumption rights (DW Consumer is enough) in the space, and make it a member of it.",
        ErrorReason.SpaceNotFound or ErrorReason.AssetNotFound =>
            $"Set \"Expose for Consumption\" at the view and deploy it, and give the technical user a scoped role (DW Consumer is enough) in its space: what it may not see is not shown to it. Names are matched exactly. See {Readme}.",
        ErrorReason.Overloaded => "Wait a moment: others ask the tenant too.",
        ErrorReason.DeadlineExceeded => "The view takes long: look at it in SAP Datasphere's Data Viewer; persist it, or narrow it.",
        _ => $"Try again in a moment; else look at the tenant's status and at {Readme}.",
    };

    private static string NameOf(string option) => $"{DatasphereOptionsFaults.Section}:{option}";

    private IEnumerable<Check> NetworkChecksOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        ? new NetworkChecks(uri.Host, uri.Port, uri.Scheme == Uri.UriSchemeHttps, () => TrustedRoots.PolicyOf(options.CaFile)).All
        : [];

    private async Task<Finding> SignInAsync(IBusinessDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            clockSkew = await source.Offers<DatasphereSource>()!.SignInAsync(cancellationToken);
            return Finding.Ok($"was issued to {options.ClientId}");
        }
        catch (UpstreamException failure)
        {
            return Finding.Failed(failure.Message, failure switch
            {
                { Reason: ErrorReason.SourceCredentialsRefused } => AdviceFor(failure.Reason),
                { Status: HttpStatusCode.BadRequest } => $"The client must be one of the purpose Technical User (grant: client credentials): see {Clients}.",
                _ => $"Compare {NameOf(nameof(options.TokenUrl))} with the Token URL in {Clients}; it ends with /oauth/token.",
            });
        }
    }

    private Finding CompareClocks() =>
        clockSkew is not { } skew ? Finding.NotChecked("the server did not tell its time")
        : skew.Duration() <= MaxClockSkew ? Finding.Ok("is that of the server, to the minute")
        : Finding.Failed(
            $"is {Math.Round(skew.Duration().TotalMinutes)} minutes {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the server's",
            "Set this machine's clock (NTP): certificates, tokens and points in time are compared with it.");

    private async Task<Finding> FindAsync(IBusinessDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await source.ListSpacesAsync(cancellationToken);
        }
        catch (UpstreamException failure) when (failure.Status is HttpStatusCode.NotFound || (failure is { IsTransient: false, Reason: ErrorReason.SourceUnavailable }))
        {
            return Finding.Failed(
                failure.Message,
                $"What answers is not SAP Datasphere's interface: compare {NameOf(nameof(options.BaseAddress))} with the address that your browser shows for SAP Datasphere (without a path), and {NameOf(nameof(options.Prefix))} ({options.Prefix}) with your tenant's documentation.");
        }
        catch (ServiceException failure) when (failure.Reason == ErrorReason.SourceAccessDenied)
        {
            // The catalog's check tells it.
        }

        return Finding.Ok("answers");
    }
}
