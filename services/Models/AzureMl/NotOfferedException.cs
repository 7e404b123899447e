namespace FedMl.Models.AzureMl;

/// <summary>A version that cannot be offered as it is, however often it is looked at.</summary>
internal sealed class NotOfferedException(string problem) : Exception(problem);
