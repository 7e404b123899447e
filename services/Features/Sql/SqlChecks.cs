using FedMl.Features.Selftest;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql;

/// <summary>Checks of a database: name, connection, TLS, sign-in.</summary>
internal sealed class SqlChecks(SqlOptions options) : ISourceChecks
{
    private const string ReadmeSection = "README, \"Connect Datasphere\", \"Over SQL\"";

    public IReadOnlyList<string> SecretFiles => [$"{SqlOptions.Section}:{nameof(options.PasswordFile)}"];

    public IReadOnlyList<string> SecretFaults => [.. SqlOptionsValidator.SecretFaultsOf(options)];

    public IEnumerable<Check> ReachChecks(Func<IBusinessDataSource> source) =>
        [.. new NetworkChecks(options.Host, options.Port, options.Tls).All, new Check($"sign-in as {options.User}", token => SignInAsync(source(), token))];

    public string AdviceFor(ErrorReason reason) => reason switch
    {
        ErrorReason.SourceCredentialsRefused =>
            $"Compare {SqlOptions.Section}:{nameof(options.User)} (it has the form SPACE#USER) with the database user's dialog in SAP Datasphere, request a new password there and write it into the file. Do not try often: SAP HANA locks the user.",
        ErrorReason.SourceAccessDenied => "The user lacks a privilege: its dialog must have \"Enable Read Access (SQL)\", and the view \"Expose for Consumption\".",
        ErrorReason.SpaceNotFound or ErrorReason.AssetNotFound =>
            $"Set \"Expose for Consumption\" at the views of the user's space and deploy them; other spaces must be shared with it. Names are matched exactly. See {ReadmeSection}.",
        ErrorReason.DeadlineExceeded => "The view takes long: look at it in SAP Datasphere's Data Viewer; persist it, or narrow it.",
        _ => $"Try again in a moment; else look at the tenant's status and at {ReadmeSection}.",
    };

    // The cheapest statement that needs a session. A refusal of rights comes from within: who it is was believed.
    private static async Task<Finding> SignInAsync(IBusinessDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await source.ListSpacesAsync(cancellationToken);
        }
        catch (ServiceException failure) when (failure.Reason == ErrorReason.SourceAccessDenied)
        {
            // The catalog's check tells it.
        }

        return Finding.Ok("the database lets the user in");
    }
}
