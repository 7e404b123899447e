using System.Collections.Frozen;
using System.Threading.Channels;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// The control plane: brings what should be loaded and what is loaded together, new before old. One loop owns all
/// state; loads run beside it, so that a slow download of one model holds up no other.
/// </summary>
internal sealed class ModelLoader(
    ModelWatch watch, UnreadVersions unread, LoadQueue loads, ModelStore store, StatusBoard statuses, AskedVersions asked, Retirement retirement, MemoryBudget budget, Shadows shadows, RolloutMeasures measures, LastKnown lastKnown, WithheldModels withheld,
    IOptions<EngineOptions> options, TimeProvider time, ILogger<ModelLoader> logger) : BackgroundService
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<ModelKey, LoadedModel> loaded = [];
    private readonly Dictionary<string, LoadedModel> defaults = new(StringComparer.Ordinal);
    private Dictionary<string, ModelVersion> good = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, Model>? picture;
    private IReadOnlyDictionary<(string, string), long> memory = new Dictionary<(string, string), long>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        good = lastKnown.Good().SelectMany(m => m.Versions).ToDictionary(v => v.Model, StringComparer.Ordinal);
        withheld.Changed += Wake;
        asked.Changed += Wake;
        loads.Finished += Wake;
        budget.Freed += Wake;
        var watching = watch.RunAsync(
            seen =>
            {
                picture = seen;
                Wake();
            },
            stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (picture is { } seen)
                {
                    Reconcile(seen, stoppingToken);
                }

                await WaitAsync(stoppingToken);
            }
        }
        finally
        {
            withheld.Changed -= Wake;
            asked.Changed -= Wake;
            loads.Finished -= Wake;
            budget.Freed -= Wake;
            await watching;
        }
    }

    private void Wake() => wake.Writer.TryWrite(true);

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var tick = Task.Delay(TimeSpan.FromSeconds(options.Value.ReconcileSeconds), time, pause.Token);
        await Task.WhenAny(tick, wake.Reader.WaitToReadAsync(pause.Token).AsTask());
        await pause.CancelAsync();
        wake.Reader.TryRead(out _);
    }

    private void Reconcile(IReadOnlyDictionary<string, Model> models, CancellationToken stoppingToken)
    {
        foreach (var model in loads.TakeFinished())
        {
            loaded[model.Key] = model;
        }

        var askedNow = asked.Current().ToLookup(a => a.Model, a => a.Version);
        Dictionary<string, ModelEntry> entries = new(StringComparer.Ordinal);
        HashSet<ModelKey> keep = [];
        foreach (var model in models.Values)
        {
            if (withheld.Has(model.Name))
            {
                defaults.Remove(model.Name);
                entries[model.Name] = EntryOf(model, null, null, new Dictionary<string, LoadedModel>());
                continue;
            }

            var plan = LoadPlan.Of(model, askedNow[model.Name].ToHashSet(StringComparer.Ordinal), loads.HasFailed, defaults.GetValueOrDefault(model.Name)?.Key.Version);
            plan = WithGood(model, plan);
            entries[model.Name] = EntryOf(model, plan, keep);
            foreach (var version in plan.Wanted.Where(v => !loaded.ContainsKey(LoadPlan.KeyOf(v))))
            {
                if (UnreadVersions.Includes(version))
                {
                    unread.Ask(version, stoppingToken);
                }
                else
                {
                    loads.Start(version, loaded.Count, stoppingToken);
                }
            }
        }

        withheld.Keep(models);
        measures.Keep(models);
        foreach (var gone in defaults.Keys.Where(name => !models.ContainsKey(name)).ToArray())
        {
            defaults.Remove(gone);
            good.Remove(gone);
        }

        lastKnown.KeepGood(good.Values);

        Report(models.Values);
        ReportMemory();
        store.Publish(entries);
        foreach (var old in loaded.Keys.Where(key => !keep.Contains(key)).ToArray())
        {
            retirement.Retire(loaded[old]);
            loaded.Remove(old);
        }
    }

    // Until anything serves after a start, what was good before it is wanted too: the best may not be loadable now.
    private LoadPlan WithGood(Model model, LoadPlan plan) =>
        !defaults.ContainsKey(model.Name) && good.GetValueOrDefault(model.Name) is { } before
            && model.Versions.FirstOrDefault(v => v.Version == before.Version && v.Digest == before.Digest) is { } known && !plan.Wanted.Contains(known)
            ? plan with { Wanted = [.. plan.Wanted, known] }
            : plan;

    private LoadedModel? LoadedGood(string model) => good.GetValueOrDefault(model) is { } version ? loaded.GetValueOrDefault(LoadPlan.KeyOf(version)) : null;

    private ModelEntry EntryOf(Model model, LoadPlan plan, HashSet<ModelKey> keep)
    {
        var wanted = plan.Wanted.Select(LoadPlan.KeyOf).ToHashSet();
        var before = defaults.GetValueOrDefault(model.Name);
        var next = plan.Wanted.Count > 0 && loaded.TryGetValue(LoadPlan.KeyOf(plan.Wanted[0]), out var lead) ? lead : before ?? LoadedGood(model.Name);
        if (next is not null && next != before)
        {
            defaults[model.Name] = next;
            good[model.Name] = model.Versions.FirstOrDefault(v => LoadPlan.KeyOf(v) == next.Key) ?? good.GetValueOrDefault(model.Name) ?? model.Versions[0];
            logger.DefaultChanged(model.Name, next.Key.Version);
        }

        // What serves a version now goes on until the new bytes of the same version are there: new before old.
        var serving = loaded.Values.Where(m => m.Key.Model == model.Name && model.Versions.Any(v => v.Version == m.Key.Version))
            .GroupBy(m => m.Key.Version, StringComparer.Ordinal)
            .Select(same => same.FirstOrDefault(m => wanted.Contains(m.Key)) ?? same.First())
            .Where(m => m == next || wanted.Contains(m.Key) || wanted.Any(w => w.Version == m.Key.Version))
            .ToDictionary(m => m.Key.Version, StringComparer.Ordinal);
        keep.UnionWith(serving.Values.Select(m => m.Key));
        if (next is not null)
        {
            keep.Add(next.Key);
        }

        return EntryOf(model, next, model.Rollout, serving);
    }

    private ModelEntry EntryOf(Model model, LoadedModel? next, Rollout? rollout, IReadOnlyDictionary<string, LoadedModel> serving)
    {
        var table = RolloutTable.Of(rollout, serving, next);
        var shadow = rollout is { Shadow.Length: > 0 } ? serving.GetValueOrDefault(rollout.Shadow) : null;
        foreach (var version in serving.Values.Concat(next is null ? [] : [next]))
        {
            version.Shadow = shadow is not null && version != shadow && (version == next || table?.Contains(version) == true) ? new ShadowLink(shadow, shadows) : null;
        }

        measures.Follow(model.Name, rollout, serving.Values);
        return new ModelEntry
        {
            Default = next,
            Table = table,
            Shadow = shadow,
            Loaded = serving.ToFrozenDictionary(StringComparer.Ordinal),
            Published = [.. model.Versions.Select(v => v.Version)],
            Aliases = model.Aliases.DistinctBy(a => a.Name).ToFrozenDictionary(a => a.Name, a => a.Version, StringComparer.Ordinal),
        };
    }

    private void ReportMemory()
    {
        var now = budget.ByVersion();
        EngineMetrics.SetMemory(now, gone: memory.Keys.Where(version => !now.ContainsKey(version)));
        memory = now;
    }

    private void Report(IEnumerable<Model> models)
    {
        var published = new HashSet<(string, string)>();
        foreach (var version in models.SelectMany(m => m.Versions))
        {
            published.Add((version.Model, version.Version));
            var key = LoadPlan.KeyOf(version);
            if (loaded.ContainsKey(key))
            {
                statuses.Set(version.Model, version.Version, version.Digest, ModelState.Ready);
            }
            else if (loads.FailureOf(key) is { } failure)
            {
                statuses.Set(version.Model, version.Version, version.Digest, ModelState.Failed, failure.Reason, failure.Message);
            }
            else
            {
                statuses.Set(version.Model, version.Version, version.Digest, loads.IsLoading(key) ? ModelState.Loading : ModelState.Available);
            }
        }

        statuses.Keep(published);
        unread.Forget(key => !published.Contains((key.Model, key.Version)));
        loads.Forget(key => !published.Contains((key.Model, key.Version)));
    }
}
