using FedMl.Models.Registry;

namespace FedMl.Models.Records;

/// <summary>The form of keys: one to four names in the form of <see cref="ModelName"/>, with / between them, so that none leaves its folder.</summary>
internal static class RecordKey
{
    private const int MaxParts = 4;

    public static bool IsValid(string key) => key.Split('/') is { Length: <= MaxParts } parts && parts.All(ModelName.IsValid);

    /// <exception cref="ArgumentException">A bug: names must have been checked before they become part of a key.</exception>
    public static void Check(string key)
    {
        if (!IsValid(key))
        {
            throw new ArgumentException("A record's key must be names with / between them.", nameof(key));
        }
    }
}
