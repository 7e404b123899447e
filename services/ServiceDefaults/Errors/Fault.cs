namespace FedMl.ServiceDefaults.Errors;

/// <summary>One fault of a request, as a <c>google.rpc.BadRequest.FieldViolation</c> carries it.</summary>
/// <param name="Field">Path of the field, such as <c>inputs[0].shape</c>.</param>
/// <param name="Description">What is wrong; never business data or a secret.</param>
public sealed record Fault(string Field, string Description);
