namespace FedMl.Models.Registry;

/// <summary>The form of a file's path below its version.</summary>
internal static class ArtifactPath
{
    public const string Model = "model.onnx";
    public const string Card = "model-card.md";
    public const string Form = "a relative path with / between its parts, none of them . or .., at most 1024 characters";

    private const int MaxLength = 1024;
    private const int MaxPartLength = 255;

    public static bool IsValid(string path) => path.Length is > 0 and <= MaxLength && path.Split('/').All(IsPart);

    // U+FFFD stands for bytes of a name that are not UTF-8: such a file could not be opened by its name.
    private static bool IsPart(string part) =>
        part.Length is > 0 and <= MaxPartLength && part is not ("." or "..") && !part.Any(c => char.IsControl(c) || c is '\\' or '\uFFFD');
}
