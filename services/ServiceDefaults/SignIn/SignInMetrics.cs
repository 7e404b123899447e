using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Prometheus;

namespace FedMl.ServiceDefaults.SignIn;

internal static class SignInMetrics
{
    private static readonly Counter RefusedRequests = Metrics.CreateCounter(
        "fedml_sign_in_refused_total", "Requests of callers who were not let in, by reason.", "reason");

    public static void Refused(ErrorReason reason) => RefusedRequests.WithLabels(ErrorCatalogue.Of(reason).Name).Inc();
}
