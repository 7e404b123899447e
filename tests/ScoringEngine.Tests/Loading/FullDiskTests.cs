using System.Security.Cryptography;
using FedMl.Models.Tools;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using Grpc.Core;
using StatusCode = Grpc.Core.StatusCode;
using static FedMl.ScoringEngine.Tests.Weighted;

namespace FedMl.ScoringEngine.Tests.Loading;

/// <summary>The folder of what is known after a restart, on a disk that is really full.</summary>
public sealed class FullDiskTests
{
    private const int Kilo = 1024;

    [SmallDiskFact]
    public async Task Load_OnAFullDisk_IsRefusedKeepsTheLastGoodAndComesWhenThereIsRoom()
    {
        using var disk = new SmallDisk(1024);
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(1)), "--ScoringEngine:StateFolder", disk.Folder);
        await host.UntilDefaultAsync("m", "1");
        disk.Fill(but: 100 * Kilo);

        // More than there is room for, and of the kind that goes through the folder.
        host.Registry.Publish("m", "2", [.. Files(2), ("weights.bin", RandomNumberGenerator.GetBytes(300 * Kilo))]);
        await host.UntilStateAsync("m", "2", ModelState.Failed);

        var status = (await host.StatusAsync("m", "2"))!;
        Assert.Equal(ErrorReason.ModelLimitReached, status.Reason);
        Assert.Contains("is the disk full?", status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(disk.Folder, status.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 3), Doubles("b", 1)))).Version);
        await RunningScoring.UntilAsync(() => Task.FromResult(!Directory.EnumerateFiles(disk.Folder, "*.tmp", SearchOption.AllDirectories).Any()));

        disk.Free();
        await host.UntilDefaultAsync("m", "2");
        Assert.Equal(7, (await host.Scoring.ScoreAsync(Records("", Doubles("a", 3), Doubles("b", 1)))).Predictions[0].Floats.Values[0]);
    }

    [SmallDiskFact]
    public async Task Publish_WhatIsKnownCannotBeWritten_IsServedAllTheSame()
    {
        using var disk = new SmallDisk(512);
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(1)), "--ScoringEngine:StateFolder", disk.Folder);
        await host.UntilDefaultAsync("m", "1");
        var before = await KnownAsync();
        disk.Fill();

        host.Registry.SetAlias("m", "probe", "1");
        await RunningScoring.UntilAsync(async () => await VersionOfAsync("probe") == "1");
        Assert.Equal(before, await KnownAsync());
        Assert.Empty(Directory.EnumerateFiles(disk.Folder, "*.tmp"));

        // The next change writes what this one could not.
        disk.Free();
        host.Registry.SetAlias("m", "other", "1");
        await RunningScoring.UntilAsync(async () => !(await KnownAsync()).AsSpan().SequenceEqual(before));

        async Task<string?> VersionOfAsync(string alias)
        {
            var request = Records("", Doubles("a", 3), Doubles("b", 1));
            request.Alias = alias;
            try
            {
                return (await host.Scoring.ScoreAsync(request)).Version;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
            {
                return null;
            }
        }

        async Task<byte[]> KnownAsync() => await File.ReadAllBytesAsync(Path.Combine(disk.Folder, "published"));
    }
}
