using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Asks Features once for everything that a request needs.</summary>
public sealed class FeatureFetch(FeaturesService.FeaturesServiceClient features, IOptions<EngineOptions> options, TimeProvider time)
{
    /// <summary>Fills the sources of all columns that have a feature and that the caller did not send.</summary>
    internal async Task FetchAsync(
        BoundSignature signature, RequestRows rows, ScoreRequest asked, Column?[] sources, DateTime deadline, CancellationToken cancellationToken)
    {
        CheckScorableByKey(signature, sources);
        var request = new GetOnlineFeaturesRequest { AsOf = asked.AsOf, RowAsOf = { asked.RowAsOf }, Parameters = { asked.Parameters } };
        request.Features.AddRange(signature.Features);
        request.EntityKeys.AddRange(rows.Keys);

        var response = await CallAsync(request, deadline, cancellationToken);
        if (response.Columns.Count != request.Features.Count || response.Columns.Any(c => ColumnSource.CountOf(c) != rows.Count || (c.Statuses.Count != 0 && c.Statuses.Count != rows.Count)))
        {
            throw new ServiceException(ErrorReason.Internal, "Features answered in another shape than it was asked.");
        }

        for (var i = 0; i < signature.Columns.Count; i++)
        {
            if (sources[i] is null && signature.Columns[i].Feature is { } feature)
            {
                sources[i] = response.Columns[request.Features.IndexOf(feature)];
            }
        }
    }

    private async Task<GetOnlineFeaturesResponse> CallAsync(GetOnlineFeaturesRequest request, DateTime deadline, CancellationToken cancellationToken)
    {
        var ours = time.GetUtcNow().UtcDateTime.AddSeconds(options.Value.FeaturesTimeoutSeconds);
        try
        {
            return await features.GetOnlineFeaturesAsync(request, new CallOptions(deadline: deadline < ours ? deadline : ours, cancellationToken: cancellationToken));
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = RpcErrors.FromRpcException(exception, "Features");
            // The caller named no feature: it is the model's signature that does not fit what Features has.
            throw failure.Reason is ErrorReason.FeatureViewNotFound or ErrorReason.FeatureNotFound
                ? new ServiceException(ErrorReason.SignatureInvalid, $"The model's signature names features that are not there: {failure.Message}", failure.Faults, failure)
                : failure;
        }
    }

    private static void CheckScorableByKey(BoundSignature signature, Column?[] sources)
    {
        Fault[] faults =
        [
            .. signature.Columns.Where((c, i) => c.Feature is null && c.Missing == Missing.Reject && sources[i] is null)
                .Select(c => new Fault(c.Name, "comes from no feature: the caller must send it")),
        ];
        if (signature.Features.Count == 0 || faults.Length > 0)
        {
            throw ServiceException.FromFaults(
                ErrorReason.NotScorableByKey,
                "The model cannot be scored by entity key alone",
                faults.Length > 0 ? faults : [new Fault("entity_keys", "none of its inputs comes from a feature")]);
        }
    }
}
