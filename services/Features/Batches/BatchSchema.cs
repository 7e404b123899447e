using FedMl.Features.Views;

namespace FedMl.Features.Batches;

/// <summary>The columns of all batches of a stream.</summary>
/// <param name="HasTimes">Whether each row has a time that it was asked about.</param>
internal sealed record BatchSchema(IReadOnlyList<EntityKey> Keys, IReadOnlyList<BatchViewSchema> Views, bool HasTimes = false);

/// <param name="Features">The features asked for, in the order of the batch's columns.</param>
/// <param name="Places">Place of each feature among all that were asked for.</param>
internal sealed record BatchViewSchema(string Name, IReadOnlyList<Feature> Features, IReadOnlyList<int> Places);
