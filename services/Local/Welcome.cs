using System.Diagnostics;
using System.Globalization;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Local;

/// <summary>Waits until everything is served, then says what, where, and what to try.</summary>
internal static class Welcome
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task WriteAsync(LocalRooms rooms, long started)
    {
        using var channel = GrpcChannel.ForAddress(rooms.Grpc);
        var statuses = await LoadedModelsAsync(channel);
        var features = new FeaturesService.FeaturesServiceClient(channel);
        var views = await features.ListFeatureViewsAsync(new ListFeatureViewsRequest());
        var spaces = await SpacesAsync(features);

        var text = Console.Out;
        await text.WriteLineAsync($"""

            FedMl.Services on embedded defaults. Sign-in is OFF, so it listens on loopback only.

              REST, gateway            {rooms.Rest}   (browse {rooms.Rest}docs)
              gRPC, all services       {rooms.Grpc}
              REST, inference protocol {rooms.ScoringRest}v2
              metrics                  {rooms.Metrics}metrics

            """);
        await text.WriteLineAsync($"  data           {rooms.Arguments.Data}");
        await text.WriteLineAsync($"                 {spaces}");
        await text.WriteLineAsync($"  feature views  {rooms.Arguments.FeatureViews}");
        await text.WriteLineAsync($"                 {Names(views.FeatureViews.Select(v => v.Name))}");
        foreach (var fault in views.Faults)
        {
            await text.WriteLineAsync($"                 not taken: {fault.File}:{fault.Line}: {fault.Description}");
        }

        await text.WriteLineAsync($"  models         {rooms.Arguments.Models}");
        foreach (var status in statuses)
        {
            var why = status.Message.Length > 0 ? ": " + status.Message : status.IsDefault ? ", answers requests without a version" : "";
            await text.WriteLineAsync($"                 {status.Model} {status.Version} {status.State.ToString().ToUpperInvariant()}{why}");
        }

        await text.WriteLineAsync(Invitation.Text(rooms, statuses, views.FeatureViews));
        await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Ready in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s. Press Ctrl+C to stop."));
    }

    private static async Task<string> SpacesAsync(FeaturesService.FeaturesServiceClient features)
    {
        try
        {
            return "spaces " + Names((await features.ListSpacesAsync(new ListSpacesRequest())).Spaces.Select(s => s.Name));
        }
        catch (RpcException exception)
        {
            // Values that are sent along can be scored all the same.
            return "cannot be read at the moment: " + exception.Status.Detail;
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));

    private static async Task<IReadOnlyList<ModelStatus>> LoadedModelsAsync(GrpcChannel channel)
    {
        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var waiting = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(waiting) < Patience && !(await inference.ServerReadyAsync(new ServerReadyRequest())).Ready)
        {
            await Task.Delay(Pause);
        }

        return (await new ScoringService.ScoringServiceClient(channel).ListModelStatusesAsync(new ListModelStatusesRequest())).Statuses;
    }
}
