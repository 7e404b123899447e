using System.Text.Json;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>What the other process is to try; goes to its standard input as a JSON text and three blocks of bytes.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Options">Limits and habits to try it under.</param>
/// <param name="MemoryBytes">Memory that it may take.</param>
/// <param name="Artifact">The files.</param>
internal sealed record CanaryRequest(string Model, string Version, EngineOptions Options, long MemoryBytes, Artifact Artifact)
{
    private const int None = -1;

    public async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head(Model, Version, Options, MemoryBytes, Artifact.Graph.Path, Artifact.Graph.ExternalBytes));
        foreach (var block in new[] { head, Artifact.Graph.Bytes, Artifact.Signature, Artifact.Samples })
        {
            await target.WriteAsync(BitConverter.GetBytes(block?.Length ?? None), cancellationToken);
            await target.WriteAsync(block ?? [], cancellationToken);
        }

        await target.FlushAsync(cancellationToken);
    }

    public static async Task<CanaryRequest> ReadAsync(Stream source)
    {
        var head = JsonSerializer.Deserialize<Head>(await BlockAsync(source))!;
        var graph = await BlockAsync(source) is { } bytes ? new GraphFile(bytes) : new GraphFile(head.Path, head.ExternalBytes);
        return new CanaryRequest(head.Model, head.Version, head.Options, head.MemoryBytes, new Artifact(graph, await BlockAsync(source), await BlockAsync(source)));
    }

    private static async Task<byte[]?> BlockAsync(Stream source)
    {
        var length = new byte[sizeof(int)];
        await source.ReadExactlyAsync(length);
        if (BitConverter.ToInt32(length) is var size && size < 0)
        {
            return null;
        }

        var block = new byte[size];
        await source.ReadExactlyAsync(block);
        return block;
    }

    private sealed record Head(string Model, string Version, EngineOptions Options, long MemoryBytes, string Path, long ExternalBytes);
}
