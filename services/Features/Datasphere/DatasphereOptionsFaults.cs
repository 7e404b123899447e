using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Datasphere;

/// <summary>What is wrong with the settings of a tenant.</summary>
internal static class DatasphereOptionsFaults
{
    public const string Section = $"{FeaturesOptions.Section}:{nameof(FeaturesOptions.Datasphere)}";

    public static IEnumerable<string> Of(DatasphereOptions options)
    {
        List<ValidationResult> annotated = [];
        Validator.TryValidateObject(options, new ValidationContext(options), annotated, validateAllProperties: true);
        foreach (var fault in annotated)
        {
            yield return $"{Section}: {fault.ErrorMessage}";
        }

        if (!IsAddress(options.BaseAddress, out var tenant) || tenant.PathAndQuery != "/")
        {
            yield return $"{Section}:{nameof(options.BaseAddress)} must be https://host without a path (http only to this machine).";
        }

        if (!IsAddress(options.TokenUrl, out _))
        {
            yield return $"{Section}:{nameof(options.TokenUrl)} must be an https URL (http only to this machine).";
        }

        // Basic authentication ends the name at the first colon.
        if (options.ClientId.Length == 0 || options.ClientId.Any(c => char.IsControl(c) || c == ':'))
        {
            yield return $"{Section}:{nameof(options.ClientId)} is missing, or holds a colon or a control character.";
        }

        foreach (var fault in OfSecrets(options))
        {
            yield return fault;
        }

        if (options.HasClientCertificate && options.ClientSecretFile.Length > 0)
        {
            yield return $"{Section}:{nameof(options.ClientSecretFile)} and {nameof(options.ClientCertificateFile)} are both set; the client has one or the other.";
        }

        if (options.CaFile.Length > 0 && !TrustedRoots.CanBeRead(options.CaFile))
        {
            yield return $"{Section}:{nameof(options.CaFile)} '{options.CaFile}' is no file that can be read and holds certificates (PEM).";
        }
    }

    /// <summary>What is wrong with the files that hold secrets.</summary>
    public static IEnumerable<string> OfSecrets(DatasphereOptions options)
    {
        if (options.HasClientCertificate)
        {
            if (!ClientCertificate.TryRead(options.ClientCertificateFile, options.ClientKeyFile, out _))
            {
                yield return $"{Section}:{nameof(options.ClientCertificateFile)} '{options.ClientCertificateFile}' and {nameof(options.ClientKeyFile)} '{options.ClientKeyFile}' are no files that can be read and hold a certificate and its key (PEM).";
            }
        }
        else if (!SecretFile.TryRead(options.ClientSecretFile, out _))
        {
            yield return $"{Section}:{nameof(options.ClientSecretFile)} '{options.ClientSecretFile}' is no file that can be read and holds one line of text.";
        }
    }

    private static bool IsAddress(string text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length == 0
        && address.Fragment.Length == 0;
}
