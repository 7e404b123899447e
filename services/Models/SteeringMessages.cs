using FedMl.Models.Steering;
using Google.Protobuf.WellKnownTypes;
using ChangeMessage = FedMl.Protos.Models.V1.Change;

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
}
