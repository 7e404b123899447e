using Azure.Core;
using Azure.Core.Pipeline;
using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;
using FedMl.Models.Deployments;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>Puts the adapter together.</summary>
internal static class AzureMlRegistration
{
    public static IModelRegistry Create(ModelsOptions options, PinnedVersions pinned, TimeProvider time, ModelsMetrics metrics, ILoggerFactory loggers)
    {
        var azure = options.AzureMl;
        var transport = AzureTransport.Of(azure.CaFile);
        var credential = Credentials.Of(azure.Credential, transport);
        loggers.CreateLogger<AzureMlRegistry>().AzureMlChosen(azure.Kind, azure.Name, azure.Credential.Kind);

        var arm = new ArmClient(Pipeline(azure, credential, transport), azure);
        var place = new AzureMlPlace(arm, azure);
        var containers = new BlobContainers(azure.Blobs, azure.MaxRetries, credential, transport);
        IGrantSource grants = azure.Kind == AzureMlKind.Registry
            ? new RegistryGrants(arm, place, containers, azure, time)
            : new WorkspaceGrants(arm, place, containers, azure, time);
        var reads = new GrantedReads(grants, azure.Blobs, time, metrics);
        var contents = new VersionContents(reads, options, time);
        return new AzureMlRegistry(
            new AzureMlLook(arm, place, contents, pinned, options), contents, reads, new ParallelRanges(azure.Blobs.RangeBytes, azure.Blobs.MaxRanges),
            new DiskCache(azure.Cache, time, metrics, loggers.CreateLogger<DiskCache>()), azure, time);
    }

    public static OnlineEndpoints CreateEndpoints(ModelsOptions options, TimeProvider time)
    {
        var transport = AzureTransport.Of(options.AzureMl.CaFile);
        var arm = new ArmClient(Pipeline(options.AzureMl, Credentials.Of(options.AzureMl.Credential, transport), transport), options.AzureMl);
        var operations = new LongOperation(arm, time, TimeSpan.FromSeconds(options.Deployments.MaxWaitSeconds));
        return new OnlineEndpoints(arm, operations, options.AzureMl, options.Deployments);
    }

    private static HttpPipeline Pipeline(AzureMlOptions azure, TokenCredential credential, HttpPipelineTransport transport)
    {
        var options = new ManagementOptions { Transport = transport };
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(azure.CallTimeoutSeconds);
        options.RetryPolicy = new PatientRetry(azure.MaxRetries, TimeSpan.FromSeconds(azure.MaxRetryWaitSeconds));
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, azure.ManagementScope));
    }

    private sealed class ManagementOptions : ClientOptions;
}
