using System.Globalization;
using System.Text;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Jobs;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Training.Publication;

/// <summary>Registers a job's outputs as a version, with where it comes from. The job's id is the registration's, so a repeated one is the same version.</summary>
internal sealed class Registrar(RegistrationService.RegistrationServiceClient registrations)
{
    private const string Card = "model-card.md";
    private const int PieceBytes = 512 * 1024;

    /// <exception cref="ServiceException">Those of Models; JOBS_UNAVAILABLE where an output cannot be read.</exception>
    public async Task<string> RegisterAsync(Job job, CancellationToken cancellationToken)
    {
        var lineage = Lineage.Of(job);
        using var call = registrations.RegisterVersion(cancellationToken: cancellationToken);
        try
        {
            await SendAsync(call.RequestStream, job, lineage, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // What is wrong with the call is told by its answer.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "An output cannot be read at the moment.", null, exception);
        }

        try
        {
            return (await call).Version;
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, TrainingRoom.Models);
        }
    }

    private static async Task SendAsync(IClientStreamWriter<RegisterVersionRequest> stream, Job job, Lineage lineage, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(
            new RegisterVersionRequest { Start = new RegistrationStart { RegistrationId = job.Id, Model = job.Request.Template.Model, Tags = { lineage.Tags.ToDictionary() } } }, cancellationToken);
        var folder = Path.GetFullPath(job.Folder.Outputs);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint) && Path.GetFileName(file) != Card).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            await using var content = File.OpenRead(file);
            await SendAsync(stream, path, content, cancellationToken);
        }

        var card = Path.Join(folder, Card);
        var text = (File.Exists(card) ? await File.ReadAllTextAsync(card, cancellationToken) : $"# {job.Request.Template.Model}\n") + lineage.Text;
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await SendAsync(stream, Card, bytes, cancellationToken);
        await stream.WriteAsync(new RegisterVersionRequest { End = new RegistrationEnd() }, cancellationToken);
        await stream.CompleteAsync();
    }

    private static async Task SendAsync(IClientStreamWriter<RegisterVersionRequest> stream, string path, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceBytes];
        int length;
        do
        {
            length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            await stream.WriteAsync(new RegisterVersionRequest { Piece = new FilePiece { Path = path, Data = ByteString.CopyFrom(buffer, 0, length) } }, cancellationToken);
        }
        while (length == buffer.Length);
    }
}
