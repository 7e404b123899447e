using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Trust;

/// <summary>Names every fault of the section <c>Models:Trust</c>.</summary>
internal sealed partial class TrustOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        var trust = options.Trust;
        string[] faults = [.. Digests(trust), .. Keys(trust), .. Authorities(trust)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Digests(TrustOptions trust) =>
        trust.Digests.Select((digest, index) => (digest, index)).Where(entry => !Digest().IsMatch(entry.digest))
            .Select(entry => $"{TrustOptions.Section}:Digests:{entry.index} is no SHA-256 in lower-case hex.");

    private static IEnumerable<string> Keys(TrustOptions trust)
    {
        if (trust.KeyFile.Length == 0)
        {
            return [];
        }

        if (trust.AuthorityFile.Length > 0)
        {
            return [$"{TrustOptions.Section} takes KeyFile or AuthorityFile, not both."];
        }

        var isGood = IsReadable(trust.KeyFile, text =>
        {
            var keys = PublicKeys.Read(text);
            keys.ForEach(key => key.Dispose());
            return keys.Count > 0;
        });
        return isGood ? [] : [$"{TrustOptions.Section}:KeyFile has no public key in PEM: ECDSA, or RSA of 2048 bits or more."];
    }

    private static IEnumerable<string> Authorities(TrustOptions trust) =>
        trust.AuthorityFile.Length == 0 || IsReadable(trust.AuthorityFile, text =>
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(text);
            return authorities.Count > 0;
        })
            ? [] : [$"{TrustOptions.Section}:AuthorityFile has no certificate in PEM."];

    private static bool IsReadable(string file, Func<string, bool> isGood)
    {
        try
        {
            return isGood(File.ReadAllText(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Digest();
}
