using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FedMl.Models.Artifacts;
using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Trust;

/// <summary>
/// Whether versions may be offered: their digest is on the list, and somebody trusted signed it. What is signed is the
/// text of the digest over all files but the signature and its certificate. One caller at a time.
/// </summary>
internal sealed class ArtifactTrust(IModelRegistry registry, IOptions<ModelsOptions> options, TimeProvider time)
{
    public const string SignatureFile = "artifact.sig";
    public const string CertificateFile = "artifact.crt";
    private const int MaxBytes = 64 * 1024;

    private readonly TrustOptions trust = options.Value.Trust;
    private readonly Dictionary<(string Model, string Version), (string Digest, string Problem)> verdicts = [];

    /// <summary>Judges every version whose bytes are known and that was not judged yet, and forgets those that are not listed.</summary>
    public async Task JudgeAsync(RegistryListing listing, ArtifactHashes hashes, CancellationToken cancellationToken)
    {
        if (trust.Digests.Length == 0 && !trust.NeedsSignature)
        {
            return;
        }

        var listed = new HashSet<(string, string)>();
        foreach (var (model, version) in listing.Models.SelectMany(model => model.Versions.Select(version => (model, version))))
        {
            listed.Add((model.Name, version.Version));
            if (hashes.FilesOf(version) is { } files && Find(model.Name, version.Version, ArtifactDigest.Of(files)) is null)
            {
                verdicts[(model.Name, version.Version)] = (ArtifactDigest.Of(files), await ProblemOfAsync(files, cancellationToken));
            }
        }

        foreach (var gone in verdicts.Keys.Where(version => !listed.Contains(version)).ToArray())
        {
            verdicts.Remove(gone);
        }
    }

    /// <summary>Why a version is not offered; empty: it may be.</summary>
    public string ProblemOf(string model, string version, string digest) =>
        trust.Digests.Length == 0 && !trust.NeedsSignature ? "" : Find(model, version, digest) ?? "has not been judged yet";

    private string? Find(string model, string version, string digest) =>
        verdicts.TryGetValue((model, version), out var verdict) && verdict.Digest == digest ? verdict.Problem : null;

    private async Task<string> ProblemOfAsync(IReadOnlyList<PublishedFile> files, CancellationToken cancellationToken)
    {
        if (trust.Digests.Length > 0 && !trust.Digests.Contains(ArtifactDigest.Of(files)))
        {
            return $"has a digest that is none of {TrustOptions.Section}:Digests";
        }

        return trust.NeedsSignature ? await SignatureProblemAsync(files, cancellationToken) : "";
    }

    private async Task<string> SignatureProblemAsync(IReadOnlyList<PublishedFile> files, CancellationToken cancellationToken)
    {
        var written = await ReadAsync(files, SignatureFile, cancellationToken);
        if (written is null)
        {
            return $"is not signed: it has no {SignatureFile}, or one that cannot be read";
        }

        var signature = new byte[written.Length];
        if (!Convert.TryFromBase64String(written.Trim(), signature, out var length))
        {
            return $"has an {SignatureFile} that is not base64";
        }

        var signed = Encoding.ASCII.GetBytes(ArtifactDigest.Of(files.Where(file => file.Path is not (SignatureFile or CertificateFile))));
        var keys = await KeysAsync(files, cancellationToken);
        var isGood = keys.Any(key => PublicKeys.HasSigned(key, signed, signature[..length]));
        keys.ForEach(key => key.Dispose());
        return keys.Count == 0 ? $"has no {CertificateFile} that an authority of {TrustOptions.Section}:AuthorityFile stands for now"
            : isGood ? "" : "has a signature that is not over its files by a trusted key";
    }

    // Read each time: a key that was replaced counts from the next version on, without a restart.
    private async Task<List<AsymmetricAlgorithm>> KeysAsync(IReadOnlyList<PublishedFile> files, CancellationToken cancellationToken)
    {
        if (trust.KeyFile.Length > 0)
        {
            return PublicKeys.Read(await File.ReadAllTextAsync(trust.KeyFile, cancellationToken));
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(trust.AuthorityFile);
        var certificate = await ReadAsync(files, CertificateFile, cancellationToken);
        return certificate is not null && SignerCertificate.TrustedKey(certificate, authorities, time.GetUtcNow()) is { } key ? [key] : [];
    }

    private async Task<string?> ReadAsync(IReadOnlyList<PublishedFile> files, string path, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(file => file.Path == path) is not { SizeBytes: > 0 and <= MaxBytes } file)
        {
            return null;
        }

        try
        {
            var bytes = new byte[file.SizeBytes];
            await using var stream = await registry.OpenAsync(file.Source, 0, cancellationToken);
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            // These very bytes are judged, so they must be those that are published.
            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256 ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (Exception exception) when (exception is IOException or ServiceException)
        {
            return null;
        }
    }
}
