using FedMl.Models.Steering;
using Google.Protobuf.WellKnownTypes;
using ChangeMessage = FedMl.Protos.Models.V1.Change;
using RolloutMessage = FedMl.Protos.Models.V1.Rollout;
using WeightMessage = FedMl.Protos.Models.V1.VersionWeight;

namespace FedMl.Models;

/// <summary>What is on record, as messages.</summary>
internal static class SteeringMessages
{
    public static ChangeMessage ToMessage(this Change change) => new()
    {
        Number = change.Number,
        At = Timestamp.FromDateTimeOffset(change.At),
        By = change.By,
        Subject = change.Subject,
        From = change.From,
        To = change.To,
        Why = change.Why,
    };

    public static RolloutMessage ToMessage(this Rollout rollout) => new()
    {
        Weights = { rollout.Weights.Select(w => new WeightMessage { Version = w.Version, Weight = w.Weight }) },
        Shadow = rollout.Shadow,
        Change = rollout.Change,
        Planned = rollout.IsPlanned,
    };

    public static Rollout ToCore(this RolloutMessage? message) => new(
        [.. (message?.Weights ?? []).Select(w => new VersionWeight(w.Version, w.Weight))], message?.Shadow ?? "", 0);
}
