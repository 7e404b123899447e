using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Folders;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Publication;

/// <summary>Events as files of a folder, one each, named by their id.</summary>
internal sealed class FileEvents(IOptions<TrainingOptions> options) : IEventSink
{
    public Task SendAsync(PublishedEvent published, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(options.Value.EventsFolder);
            WholeFile.Write(Path.Join(options.Value.EventsFolder, published.Id + ".json"), "event", published.ToJson());
            return Task.CompletedTask;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "An event cannot be written at the moment.", null, exception);
        }
    }
}
