using FedMl.Models.Blobs;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>Which of a version's blobs is which file of its artifact: <c>model.onnx</c> is the model, whatever it is called there.</summary>
internal static class ModelLayout
{
    private static readonly string[] OtherFormats =
        [".pkl", ".pickle", ".joblib", ".pt", ".pth", ".h5", ".keras", ".pb", ".safetensors", ".ubj", ".cbm", ".tflite", ".gguf", ".zip", ".tar", ".gz"];

    /// <summary>The one file that a version consists of, as its artifact.</summary>
    /// <exception cref="NotOfferedException">It is not ONNX.</exception>
    public static IReadOnlyList<ArtifactBlob> OfFile(ListedBlob blob)
    {
        var name = blob.Name[(blob.Name.LastIndexOf('/') + 1)..];
        return name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? [new ArtifactBlob(ArtifactPath.Model, blob)]
            : throw new NotOfferedException($"is the file {PrintableName.Of(name)}; only ONNX is served");
    }

    /// <summary>A folder with <c>model.onnx</c> in it, taken as it is.</summary>
    /// <exception cref="NotOfferedException">There is none, or a path is not allowed.</exception>
    public static IReadOnlyList<ArtifactBlob> OfFolder(IEnumerable<ListedBlob> blobs)
    {
        var files = Named(blobs);
        return files.Any(file => file.Path == ArtifactPath.Model)
            ? files
            : throw new NotOfferedException($"has no {ArtifactPath.Model}" + (Other(files) is { } other ? $", but {other}; only ONNX is served" : ""));
    }

    /// <summary>An MLflow folder: the ONNX file's folder is the artifact, with <c>MLmodel</c> beside it.</summary>
    /// <exception cref="NotOfferedException">The file is not there, or a path is not allowed or taken.</exception>
    public static IReadOnlyList<ArtifactBlob> OfMlflow(IEnumerable<ListedBlob> blobs, string onnxPath)
    {
        var folder = onnxPath[..(onnxPath.LastIndexOf('/') + 1)];
        var all = Named(blobs);
        if (!all.Any(file => file.Path == onnxPath))
        {
            throw new NotOfferedException($"has an {MlflowModel.FileName} that names {PrintableName.Of(onnxPath)}, which is not there");
        }

        ArtifactBlob[] files =
        [
            .. all.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal) || file.Path == MlflowModel.FileName)
                .Select(file => file.Path == onnxPath ? file with { Path = ArtifactPath.Model }
                    : file.Path == MlflowModel.FileName ? file : file with { Path = file.Path[folder.Length..] }),
        ];
        return files.DistinctBy(file => file.Path).Count() == files.Length
            ? files
            : throw new NotOfferedException($"has two files for one path beside {MlflowModel.FileName}");
    }

    private static ArtifactBlob[] Named(IEnumerable<ListedBlob> blobs)
    {
        ArtifactBlob[] files = [.. blobs.Where(blob => !blob.Path.Split('/').Any(ModelName.IsHidden)).Select(blob => new ArtifactBlob(blob.Path, blob))];
        return files.All(file => ArtifactPath.IsValid(file.Path)) ? files : throw new NotOfferedException("has a file whose name is not allowed");
    }

    private static string? Other(ArtifactBlob[] files) =>
        files.Select(file => file.Path).FirstOrDefault(path => OtherFormats.Any(format => path.EndsWith(format, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>A blob and the path that it has in its artifact.</summary>
internal sealed record ArtifactBlob(string Path, ListedBlob Blob);
