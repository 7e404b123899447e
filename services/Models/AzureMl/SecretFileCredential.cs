using Azure.Core;
using Azure.Identity;

namespace FedMl.Models.AzureMl;

/// <summary>Signs in with the secret that a file holds now: a rotated secret needs no restart.</summary>
internal sealed class SecretFileCredential(string file, Func<string, TokenCredential> create) : TokenCredential
{
    private readonly Lock gate = new();
    private (string Secret, TokenCredential Credential)? current;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Current().GetToken(requestContext, cancellationToken);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Current().GetTokenAsync(requestContext, cancellationToken);

    private TokenCredential Current()
    {
        var secret = Read();
        lock (gate)
        {
            if (current?.Secret != secret)
            {
                current = (secret, create(secret));
            }

            return current.Value.Credential;
        }
    }

    private string Read()
    {
        try
        {
            var secret = File.ReadAllText(file).Trim();
            return secret.Length > 0 ? secret : throw new CredentialUnavailableException("The file of the client secret is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialUnavailableException("The file of the client secret cannot be read.");
        }
    }
}
