using System.Collections.Frozen;
using FedMl.Protos.Errors.V1;

namespace FedMl.ServiceDefaults.Errors;

/// <summary>What <c>errors.proto</c> says of each reason, read from the descriptor so that it is said once.</summary>
public static class ErrorCatalogue
{
    /// <summary>Value of <c>google.rpc.ErrorInfo.domain</c> on every error of ours.</summary>
    public const string Domain = "fedml";

    private const string Prefix = "ERROR_REASON_";

    private static readonly FrozenDictionary<ErrorReason, Entry> Entries = Read();

    private static readonly FrozenDictionary<string, ErrorReason> Reasons =
        Entries.ToFrozenDictionary(e => e.Value.Name, e => e.Key, StringComparer.Ordinal);

    public static Entry Of(ErrorReason reason) => Entries[reason];

    /// <summary>Finds the reason by the name that travels in <c>ErrorInfo.reason</c>, such as <c>OVERLOADED</c>.</summary>
    public static bool TryParse(string name, out ErrorReason reason) => Reasons.TryGetValue(name, out reason);

    private static FrozenDictionary<ErrorReason, Entry> Read()
    {
        var entries = new Dictionary<ErrorReason, Entry>();
        foreach (var value in ErrorsReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("ErrorReason").Values)
        {
            var options = value.GetOptions();
            if (options is null)
            {
                continue;
            }

            entries.Add((ErrorReason)value.Number, new Entry(
                value.Name[Prefix.Length..],
                (Grpc.Core.StatusCode)options.GetExtension(ErrorsExtensions.Code),
                options.GetExtension(ErrorsExtensions.HttpStatus),
                options.GetExtension(ErrorsExtensions.Retryable)));
        }

        return entries.ToFrozenDictionary();
    }

    /// <summary>One reason of the catalogue.</summary>
    /// <param name="Name">Its name without the enum's prefix, such as <c>OVERLOADED</c>.</param>
    /// <param name="Code">The gRPC status code it is answered with.</param>
    /// <param name="HttpStatus">The HTTP status it is answered with over REST.</param>
    /// <param name="Retryable">Whether the same request can succeed later.</param>
    public sealed record Entry(string Name, Grpc.Core.StatusCode Code, int HttpStatus, bool Retryable);
}
