using System.Text.Json;

namespace FedMl.Features.Datasphere.Http;

/// <summary>What of HTTP is the same for tokens and data.</summary>
internal static class Transport
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "datasphere";

    private const string JsonReaders = "System.Text.Json";

    /// <summary>Runs a request; what goes wrong on the wire becomes an <see cref="UpstreamException"/>.</summary>
    public static async Task<T> TranslateAsync<T>(string who, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException($"{who} shows no certificate that is trusted", isTransient: false, innerException: exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException($"the connection to {who} failed or broke off", isTransient: true, innerException: exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // What is given up may end in the middle of anything.
            throw new OperationCanceledException("The request was given up.", exception, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException($"{who} cannot be connected to in time", isTransient: true, innerException: exception);
        }
        catch (JsonException exception)
        {
            throw new UpstreamException($"the answer of {who} is not the JSON that it should be, or not all of it", isTransient: true, innerException: exception);
        }
        catch (InvalidOperationException exception) when (exception.Source?.StartsWith(JsonReaders, StringComparison.Ordinal) == true)
        {
            throw new UpstreamException($"the answer of {who} holds a text that is no Unicode", isTransient: true, innerException: exception);
        }
        catch (InvalidDataException exception)
        {
            throw new UpstreamException($"the answer of {who} is not compressed as it says", isTransient: true, innerException: exception);
        }
    }

    /// <summary>Reads a body whole.</summary>
    /// <exception cref="UpstreamException">It is larger.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var read = await body.ReadAsync(buffer, cancellationToken); read > 0; read = await body.ReadAsync(buffer, cancellationToken))
        {
            all.Write(buffer, 0, read);
            if (all.Length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }

    public static UpstreamException TooLarge(int maxBytes) => new($"its answer is larger than {maxBytes} bytes", isTransient: false);
}
