using System.IO.Hashing;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>
/// Where a request goes in a roll-out: one of <see cref="Slots"/> slots, the same for the same key, any without a key.
/// A slot, and not a version, so that a version whose share grows keeps the keys it had.
/// </summary>
public readonly record struct RoutingKey
{
    /// <summary>Slots of a roll-out: one for each percent.</summary>
    public const int Slots = 100;

    /// <summary>Bytes of a key, UTF-8.</summary>
    public const int MaxBytes = 256;

    private readonly int slotAndOne;

    private RoutingKey(int slot) => slotAndOne = slot + 1;

    /// <summary>No key.</summary>
    public static RoutingKey None => default;

    /// <summary>The slot; without a key another one each time.</summary>
    public int Slot => slotAndOne > 0 ? slotAndOne - 1 : Random.Shared.Next(Slots);

    /// <summary>The key of a text; empty: none.</summary>
    /// <param name="key">The text.</param>
    /// <param name="field">Its name in the request.</param>
    /// <exception cref="ServiceException">INPUT_INVALID: it is too long.</exception>
    public static RoutingKey Of(string key, string field)
    {
        if (key.Length == 0)
        {
            return None;
        }

        if (Encoding.UTF8.GetByteCount(key) > MaxBytes)
        {
            throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request is wrong", [new Fault(field, $"must have at most {MaxBytes} bytes")]);
        }

        Span<byte> bytes = stackalloc byte[MaxBytes];
        var length = Encoding.UTF8.GetBytes(key, bytes);
        return new RoutingKey((int)(XxHash64.HashToUInt64(bytes[..length]) % Slots));
    }
}
