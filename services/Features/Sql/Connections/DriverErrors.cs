using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Connections;

/// <summary>The one door through which a driver's exceptions leave: what they say is classified, never shown.</summary>
internal static class DriverErrors
{
    /// <exception cref="SqlFailureException">The driver failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, whatever the driver made of it.</exception>
    public static async Task<T> TranslateAsync<T>(SqlDialect dialect, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (IsDrivers(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SqlFailureException(exception is DbException known ? dialect.Classify(known) : SqlFailure.ConnectionLost);
        }
    }

    private static bool IsDrivers(Exception exception) => exception is DbException or IOException or SocketException or TimeoutException
        or AuthenticationException or InvalidOperationException or OperationCanceledException or ObjectDisposedException;
}
