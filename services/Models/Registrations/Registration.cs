namespace FedMl.Models.Registrations;

/// <summary>Which version is to be published.</summary>
/// <param name="Id">What tells it from others.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Tags">Where it comes from.</param>
internal sealed record Registration(string Id, string Model, IReadOnlyDictionary<string, string> Tags);
