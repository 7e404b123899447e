using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Requests;

/// <summary>Names in a path: of a model, version, alias, space or asset.</summary>
internal static class PathName
{
    /// <summary>Characters of a name.</summary>
    public const int MaxLength = 128;

    public static void Check(string field, string name)
    {
        if (name.Length > MaxLength)
        {
            throw Wrong(field, $"must have at most {MaxLength} characters");
        }

        if (name is "." or "..")
        {
            throw Wrong(field, "must not be a step in a folder path");
        }
    }

    /// <summary>A name that a caller made up, as messages show it.</summary>
    public static string Shown(string name) => name.Length <= MaxLength ? name : string.Concat(name.AsSpan(0, MaxLength), "…");

    private static ServiceException Wrong(string field, string description) =>
        ServiceException.FromFaults(ErrorReason.InvalidRequest, "The path is wrong", [new Fault(field, description)]);
}
