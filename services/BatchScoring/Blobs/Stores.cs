using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Specification;

namespace FedMl.BatchScoring.Blobs;

/// <summary>Opens the folder of a job.</summary>
internal static class Stores
{
    public static IJobStore Open(SinkChoice sink, TimeProvider time) => BlobPlace.Is(sink.Path) ? new BlobStore(BlobPlace.Of(sink.Path), time) : new FolderStore(sink.Path);
}
