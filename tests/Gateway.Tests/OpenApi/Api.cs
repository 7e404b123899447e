using System.Text.Json.Nodes;

namespace FedMl.Gateway.Tests.OpenApi;

internal static class Api
{
    /// <summary>The document as it is served.</summary>
    public static JsonNode Document { get; } = FedMl.Gateway.OpenApi.ApiDocument.Make();
}
