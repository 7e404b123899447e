using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.ScoringEngine.Tests;

/// <summary>A Models service whose registry a test fills. Serves over real gRPC.</summary>
internal sealed class RegistryStandIn : ModelsService.ModelsServiceBase
{
    private readonly Lock door = new();
    private readonly Dictionary<string, Model> models = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Version, string Path), byte[]> files = [];
    private readonly Dictionary<(string Model, string Version), (string Path, byte[] Bytes)[]> unread = [];
    private readonly List<Channel<WatchModelsResponse>> watchers = [];

    /// <summary>Changes the bytes of a download on their way; null: sends what was published.</summary>
    public Func<string, byte[], byte[]>? Tamper { get; set; }

    /// <summary>Breaks the stream of each file once after so many bytes.</summary>
    public int? BreakOnceAfter { get; set; }

    /// <summary>Versions that were asked for to be read.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();

    /// <summary>What was reported of plans.</summary>
    public ConcurrentQueue<ReportMeasurementsRequest> Reported { get; } = new();

    public List<long> OffsetsAsked { get; } = [];

    public void Publish(string model, string version, params (string Path, byte[] Bytes)[] content)
    {
        var published = new ModelVersion { Model = model, Version = version };
        foreach (var (path, bytes) in content.OrderBy(c => c.Path, StringComparer.Ordinal))
        {
            published.Files.Add(new ArtifactFile { Path = path, SizeBytes = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
            files[(model, version, path)] = bytes;
        }

        var lines = string.Concat(published.Files.Select(f => $"{f.Sha256}  {f.Path}\n").Order(StringComparer.Ordinal));
        published.Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
        Change(model, m =>
        {
            var before = m.Versions.FirstOrDefault(v => v.Version == version);
            if (before is not null)
            {
                m.Versions[m.Versions.IndexOf(before)] = published;
            }
            else
            {
                m.Versions.Add(published);
            }
        });
    }

    public void SetAlias(string model, string alias, string version) => Change(model, m =>
    {
        foreach (var old in m.Aliases.Where(a => a.Name == alias).ToArray())
        {
            m.Aliases.Remove(old);
        }

        m.Aliases.Add(new Alias { Name = alias, Version = version });
    });

    public void SetRollout(string model, Rollout? rollout) => Change(model, m => m.Rollout = rollout);

    public void Remove(string model)
    {
        lock (door)
        {
            models.Remove(model);
            watchers.ForEach(w => w.Writer.TryWrite(new WatchModelsResponse { Removed = model }));
        }
    }

    public override async Task WatchModels(WatchModelsRequest request, IServerStreamWriter<WatchModelsResponse> responseStream, ServerCallContext context)
    {
        var channel = Channel.CreateUnbounded<WatchModelsResponse>();
        lock (door)
        {
            var snapshot = new Snapshot();
            snapshot.Models.AddRange(models.Values.Select(m => m.Clone()));
            channel.Writer.TryWrite(new WatchModelsResponse { Snapshot = snapshot });
            watchers.Add(channel);
        }

        await foreach (var change in channel.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(change);
        }
    }

    public override async Task DownloadArtifact(DownloadArtifactRequest request, IServerStreamWriter<DownloadArtifactResponse> responseStream, ServerCallContext context)
    {
        OffsetsAsked.Add(request.Offset);
        var bytes = files[(request.Model, request.Version, request.Path)];
        bytes = Tamper?.Invoke(request.Path, bytes) ?? bytes;
        var end = BreakOnceAfter is { } limit && request.Offset == 0 ? Math.Min(limit, bytes.Length) : bytes.Length;
        for (var offset = (int)request.Offset; offset < end; offset += 100)
        {
            var length = Math.Min(100, end - offset);
            await responseStream.WriteAsync(new DownloadArtifactResponse { Offset = offset, Data = ByteString.CopyFrom(bytes, offset, length) });
        }

        if (end < bytes.Length)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "broken on purpose"));
        }
    }

    /// <summary>Lists a version without its bytes, until it is asked for: then it is published with these.</summary>
    public void List(string model, string version, params (string Path, byte[] Bytes)[] content)
    {
        unread[(model, version)] = content;
        Change(model, m => m.Versions.Add(new ModelVersion { Model = model, Version = version }));
    }

    public override Task<PrepareModelVersionResponse> PrepareModelVersion(PrepareModelVersionRequest request, ServerCallContext context)
    {
        Prepared.Enqueue(request.Version);
        Publish(request.Model, request.Version, unread[(request.Model, request.Version)]);
        return Task.FromResult(new PrepareModelVersionResponse());
    }

    public override Task<ReportMeasurementsResponse> ReportMeasurements(ReportMeasurementsRequest request, ServerCallContext context)
    {
        Reported.Enqueue(request);
        return Task.FromResult(new ReportMeasurementsResponse());
    }

    private void Change(string model, Action<Model> change)
    {
        lock (door)
        {
            if (!models.TryGetValue(model, out var known))
            {
                models[model] = known = new Model { Name = model };
            }

            change(known);
            var copy = known.Clone();
            watchers.ForEach(w => w.Writer.TryWrite(new WatchModelsResponse { Changed = copy }));
        }
    }
}

/// <summary>A Features service whose answer a test decides; what it was not told to expect fails.</summary>
internal sealed class FeaturesStandIn : FeaturesService.FeaturesServiceBase
{
    public Func<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>? Answer { get; set; }

    public List<GetOnlineFeaturesRequest> Asked { get; } = [];

    public override Task<GetOnlineFeaturesResponse> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context)
    {
        Asked.Add(request);
        return Task.FromResult((Answer ?? throw new InvalidOperationException("Features was not expected to be asked."))(request));
    }
}
