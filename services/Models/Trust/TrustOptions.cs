namespace FedMl.Models.Trust;

/// <summary>What a version must show before it is offered (section <c>Models:Trust</c>). Empty: nothing.</summary>
public sealed class TrustOptions
{
    public const string Section = ModelsOptions.Section + ":Trust";

    /// <summary>Digests of the artifacts that may be offered, SHA-256 in lower-case hex; empty: all.</summary>
    public string[] Digests { get; set; } = [];

    /// <summary>PEM file with public keys (ECDSA, or RSA of 2048 bits or more), one of which must have signed; empty: none must.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>PEM file with certificate authorities, one of which must have issued the signer's certificate; empty: none must.</summary>
    public string AuthorityFile { get; set; } = "";

    internal bool NeedsSignature => KeyFile.Length > 0 || AuthorityFile.Length > 0;
}
