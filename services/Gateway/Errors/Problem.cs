using System.Text.Json.Serialization;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Errors;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457) tells it.</summary>
/// <param name="Type">Always <c>about:blank</c>: the reason says more than a URL would.</param>
/// <param name="Title">The HTTP status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong with this request, all faults named.</param>
/// <param name="Reason">Name in the error catalogue, such as <c>MODEL_NOT_FOUND</c>.</param>
/// <param name="Faults">All faults found; beyond a hundred they are counted.</param>
/// <param name="TraceId">What finds this request in the logs and traces.</param>
internal sealed record Problem(
    string Type, string Title, int Status, string Detail, string Reason, IReadOnlyList<Fault> Faults, string TraceId);

/// <summary>An error as the Open Inference Protocol tells it under <c>/v2</c>.</summary>
internal sealed record OipError(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OipError))]
internal sealed partial class ErrorJson : JsonSerializerContext;
