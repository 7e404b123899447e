namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>A test with prism and the protocol's own OpenAPI document; skipped, with the reason, where one is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrismFactAttribute : FactAttribute
{
    public PrismFactAttribute() => Skip =
        !File.Exists(PrismProxy.Program) ? "prism is not installed in tests/tools; tests/run installs it"
        : !File.Exists(PrismProxy.Document) ? "the protocol's OpenAPI document is not part of this repository; it is looked for in ../shared/specs"
        : null;
}
