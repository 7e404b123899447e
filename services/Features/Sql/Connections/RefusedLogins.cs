using System.Security.Cryptography;
using System.Text;

namespace FedMl.Features.Sql.Connections;

/// <summary>
/// Keeps this service from locking its database user: a password that was refused is not tried again for a while, and one
/// that was never accepted is tried by one connection at a time.
/// </summary>
internal sealed class RefusedLogins(TimeProvider time) : IDisposable
{
    /// <summary>SAP HANA locks a user for a day after a few wrong passwords; a new password in the file is tried at once.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim first = new(1);
    private volatile byte[]? accepted;
    private volatile SqlFailureException? refusal;
    private byte[]? refused;
    private DateTimeOffset until;

    /// <exception cref="SqlFailureException">The password was refused, now or a while ago.</exception>
    public async Task LoginAsync(string password, Func<Task> login, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        if (IsAccepted(hash))
        {
            await TryAsync(hash, login);
            return;
        }

        await first.WaitAsync(cancellationToken);
        try
        {
            if (refusal is { } earlier && hash.AsSpan().SequenceEqual(refused) && time.GetUtcNow() < until)
            {
                throw new SqlFailureException(earlier.Failure);
            }

            await TryAsync(hash, login);
        }
        finally
        {
            first.Release();
        }
    }

    public void Dispose() => first.Dispose();

    private bool IsAccepted(byte[] hash) => accepted is { } known && hash.AsSpan().SequenceEqual(known);

    private async Task TryAsync(byte[] hash, Func<Task> login)
    {
        try
        {
            await login();
            accepted = hash;
        }
        catch (SqlFailureException failure) when (failure.Reason == Protos.Errors.V1.ErrorReason.SourceCredentialsRefused)
        {
            accepted = null;
            (refused, until, refusal) = (hash, time.GetUtcNow() + Pause, failure);
            throw;
        }
    }
}
