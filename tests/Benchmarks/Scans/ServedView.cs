using FedMl.Benchmarks.Processes;
using FedMl.Protos.Features.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Scans;

/// <summary>The one feature view of a Features service that a benchmark has started.</summary>
internal static class ServedView
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LoadException">It is not served within two minutes.</exception>
    public static async Task UntilServedAsync(ChildProcess features, GrpcChannel channel)
    {
        for (var tries = 0; tries < 2400; tries++)
        {
            try
            {
                if ((await new FeaturesService.FeaturesServiceClient(channel).ListFeatureViewsAsync(new ListFeatureViewsRequest())).FeatureViews.Count == 1)
                {
                    return;
                }
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && !features.HasExited)
            {
                // Not yet.
            }

            await Task.Delay(Pause);
        }

        throw new LoadException(features.Explain("does not serve the feature view"));
    }
}
