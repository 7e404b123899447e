using FedMl.ScoringEngine.OnnxGraphs;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>The file model.onnx of an artifact: its bytes, or where it lies beside its weights. Parsed once at most.</summary>
internal sealed class GraphFile
{
    private OnnxGraph? parsed;

    public GraphFile(byte[] bytes)
    {
        Bytes = bytes;
        Size = GraphBytes.Of(new MemoryStream(bytes), 0);
    }

    /// <param name="path">The file, in a folder with what it refers to.</param>
    /// <param name="externalBytes">Bytes of files beside it, which may hold weights.</param>
    public GraphFile(string path, long externalBytes)
    {
        Path = path;
        ExternalBytes = externalBytes;
        using var file = File.OpenRead(path);
        Size = GraphBytes.Of(file, externalBytes);
    }

    /// <summary>The file's bytes; null where it lies in a folder.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Where it lies; empty where its bytes are in memory.</summary>
    public string Path { get; } = "";

    /// <summary>Bytes of files beside it, which may hold weights.</summary>
    public long ExternalBytes { get; }

    public GraphBytes Size { get; }

    public Stream Open() => Bytes is { } bytes ? new MemoryStream(bytes, writable: false) : File.OpenRead(Path);

    public InferenceSession NewSession(SessionOptions options) => Bytes is { } bytes ? new InferenceSession(bytes, options) : new InferenceSession(Path, options);

    /// <summary>The graph; null where the file is larger than so many bytes.</summary>
    /// <exception cref="UnreadableGraphException">It cannot be read as ONNX.</exception>
    public OnnxGraph? Parse(long maxBytes) => Length > maxBytes ? null : parsed ??= OnnxGraph.Parse(Bytes ?? File.ReadAllBytes(Path));

    private long Length => Bytes?.LongLength ?? new FileInfo(Path).Length;
}
