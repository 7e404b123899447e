using FedMl.Models.Registrations;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Models;

/// <summary><c>fedml.models.v1.RegistrationService</c>: parts in, a version out.</summary>
internal sealed class RegistrationGrpcService(FolderRegistrations registrations, IOptions<ModelsOptions> options) : RegistrationService.RegistrationServiceBase
{
    private static int open;

    public override async Task<RegisterVersionResponse> RegisterVersion(IAsyncStreamReader<RegisterVersionRequest> requestStream, ServerCallContext context)
    {
        if (!options.Value.AllowRegistrations)
        {
            throw new ServiceException(ErrorReason.Disabled, $"Registrations are off: the option {ModelsOptions.Section}:{nameof(ModelsOptions.AllowRegistrations)} allows them.");
        }

        if (options.Value.Registry != RegistryKind.Folder)
        {
            throw new ServiceException(ErrorReason.NotSupported, "This registry takes no files by request.");
        }

        try
        {
            return Interlocked.Increment(ref open) <= options.Value.MaxRegistrations
                ? await RegisterAsync(requestStream, context.CancellationToken)
                : throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxRegistrations} versions are being registered, which is the limit.");
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task<RegisterVersionResponse> RegisterAsync(IAsyncStreamReader<RegisterVersionRequest> parts, CancellationToken cancellationToken)
    {
        var start = await parts.MoveNext(cancellationToken) ? parts.Current.Start : null;
        var registration = start is null
            ? throw RegistrationCheck.Wrong("part", "the first one must be the start")
            : new Registration(start.RegistrationId, start.Model, start.Tags);
        RegistrationCheck.Check(registration);
        using var arriving = registrations.Begin();
        while (await parts.MoveNext(cancellationToken))
        {
            switch (parts.Current.PartCase)
            {
                case RegisterVersionRequest.PartOneofCase.Piece:
                    arriving.Take(parts.Current.Piece.Path, parts.Current.Piece.Data.Memory);
                    break;
                case RegisterVersionRequest.PartOneofCase.End:
                    arriving.End();
                    var (version, wasThere) = await registrations.PublishAsync(registration, arriving, cancellationToken);
                    return new RegisterVersionResponse { Version = version, RepeatedRegistration = wasThere };
                default:
                    throw RegistrationCheck.Wrong("part", "must be a piece or the end");
            }
        }

        throw RegistrationCheck.Wrong("part", "the stream ended before its end");
    }
}
