using System.Security.Cryptography;
using FedMl.EndToEnd.Tests.RollOut;
using FedMl.Models.Tools;
using FedMl.Protos.Models.V1;
using Grpc.Core;

namespace FedMl.EndToEnd.Tests.AzureMl;

/// <summary>Models is killed while it downloads from the stand-in of Azure ML, and started again.</summary>
public sealed class KilledDownloadTests
{
    private const string Model = "iris";
    private const string File = "model.onnx";

    private static readonly string Source = Path.Combine(Repository.Samples, "models", Model, "1");
    private static readonly string[] Failpoints = ["download-half-written", "download-written", "download-in-place", "download-known"];

    [ToolFact(ToolFiles.Azurite)]
    public async Task Kill_AtAFailpointOfTheDownload_LeavesNothingHalfAndTheWholeFileComes()
    {
        var expected = await System.IO.File.ReadAllBytesAsync(Path.Combine(Source, File));
        await using var registry = await AzureMlRegistry.StartAsync();
        await using var models = new HostProcess("Models", registry.Options);
        for (var i = 0; i < Failpoints.Length; i++)
        {
            // A card of its own makes each version another artifact, of which something is downloaded.
            await registry.PublishAsync(Model, $"{i + 1}", Source, Failpoints[i]);
            models.Start(Failpoints[i]);
            await models.UntilExitAsync();

            models.Start();
            var version = await UntilReadAsync(models, $"{i + 1}");
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(expected)), version.Files.Single(f => f.Path == File).Sha256);
            Assert.Equal(expected, await DownloadAsync(models, version.Version));
            await models.KillAsync();
        }
    }

    private static async Task<ModelVersion> UntilReadAsync(HostProcess models, string version)
    {
        ModelVersion? read = null;
        await LocalProcess.UntilAsync(async () =>
        {
            try
            {
                read = (await new ModelsService.ModelsServiceClient(models.Channel).GetModelVersionAsync(new GetModelVersionRequest { Model = Model, Version = version })).ModelVersion;
                return read.Digest.Length > 0;
            }
            catch (RpcException)
            {
                // It is starting.
                return false;
            }
        });
        return read!;
    }

    private static async Task<byte[]> DownloadAsync(HostProcess models, string version)
    {
        using var bytes = new MemoryStream();
        using var call = new ModelsService.ModelsServiceClient(models.Channel).DownloadArtifact(new DownloadArtifactRequest { Model = Model, Version = version, Path = File });
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
        {
            bytes.Write(piece.Data.Span);
        }

        return bytes.ToArray();
    }
}
