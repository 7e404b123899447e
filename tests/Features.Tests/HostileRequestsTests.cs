using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests;

/// <summary>What requests can hold to do harm: it is one literal or a fault, and stands in no message and no log.</summary>
public abstract class HostileRequestsTests : IAsyncLifetime
{
    private protected const string RowColumns = "id,part,ref,at,x";

    private protected static readonly string[] Hostile =
    [
        "'", "x' OR '1'='1", "x' or true eq true or 'a", "a\"b", "V\"; DROP TABLE X--", "a\".\"b", "%27", "%2527", "$k0", "?", "line\r\nINFO: forged", "\u001b[31mred", "ＡＢ", "А", new string('k', 200),
    ];

    private readonly RunningFeatures features = new();

    /// <summary>Puts the rows into the source, and tells the options by which it is read.</summary>
    private protected abstract Task<string[]> PutAsync(RunningFeatures into, IReadOnlyList<string[]> rows, IReadOnlyList<string[]> refs);

    /// <summary>What must stand in no log besides keys.</summary>
    private protected virtual IEnumerable<string> Secrets => [];

    public async Task InitializeAsync()
    {
        var options = await PutAsync(features, [.. Hostile.Select((text, i) => new[] { text, $"{i}", text, "2024-01-01T00:00:00Z", $"{i}" })], [.. Hostile.Select((text, i) => new[] { text, $"{100 + i}" })]);
        await features
            .View("v.yaml", """
                name: v
                source: { space: S, asset: ROWS }
                entity: [ { key: id, type: string }, { key: part, type: int64 } ]
                eventTime: at
                joins: [ { name: r, source: { space: S, asset: REFS }, on: [ { key: ref, type: string, column: name } ] } ]
                features: [ { name: x, type: int64 }, { name: y, type: int64, join: r }, { name: sum, type: int64, expression: x + r.y } ]
                """)
            .StartAsync(options);
    }

    public virtual async Task DisposeAsync() => await features.DisposeAsync();

    [Fact]
    public async Task Get_HostileKeys_AreLiteralsAlsoWhereTheyJoin()
    {
        var parts = Enumerable.Range(0, Hostile.Length).Select(i => (long)i).ToArray();

        var columns = (await features.Client.GetOnlineFeaturesAsync(Ask(["v:x", "v:y", "v:sum"], Texts("id", Hostile), Longs("part", parts)))).Columns;

        Assert.Equal(parts, columns[0].Int64S.Values);
        Assert.Equal(parts.Select(i => 100 + i), columns[1].Int64S.Values);
        Assert.Equal(parts.Select(i => 100 + (2 * i)), columns[2].Int64S.Values);
    }

    [Fact]
    public async Task Get_HostileKeysOfNoRow_FindNothing()
    {
        string[] keys = [.. Hostile.Select(text => text + " "), "\0", "", "AB", "A"];
        var answer = (await features.Client.GetOnlineFeaturesAsync(Ask(["v:x"], Texts("id", keys), Longs("part", new long[keys.Length])))).Columns[0];
        Assert.All(answer.Statuses, status => Assert.Equal(ValueStatus.NotFound, status));
    }

    [Fact]
    public async Task Get_KeysThatRepeat_AreAnsweredEachTimeInOrder()
    {
        var answer = (await features.Client.GetOnlineFeaturesAsync(Ask(["v:y"], Texts("id", "?", "'", "?", "'", "?"), Longs("part", 9, 0, 9, 0, 9)))).Columns[0];
        Assert.Equal([109L, 100, 109, 100, 109], answer.Int64S.Values);
    }

    [Fact]
    public async Task Get_HostileReferences_AreRefusedWithoutEchoAndWithoutTellingOthers()
    {
        foreach (var text in Hostile.Where(text => text.Length < 200))
        {
            foreach (var reference in new[] { $"{text}:x", $"v:{text}" })
            {
                var error = await features.FailsAsync(Ask([reference], Texts("id", "1")));
                Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
                Assert.DoesNotContain(text, error.Faults[0].Description, StringComparison.Ordinal);
            }
        }

        foreach (var (reference, reason) in new[] { ("w:x", ErrorReason.FeatureViewNotFound), ("v:z", ErrorReason.FeatureNotFound), ("v:r", ErrorReason.FeatureNotFound) })
        {
            var error = await features.FailsAsync(Ask([reference], Texts("id", "1"), Longs("part", 1)));
            Assert.Equal(reason, error.Reason);
            Assert.DoesNotContain("sum", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_TimesThatCannotBe_AreRefused()
    {
        foreach (var time in new[]
        {
            new Timestamp { Seconds = 253_402_300_800 }, new Timestamp { Seconds = -62_135_596_801 }, new Timestamp { Nanos = -1 }, new Timestamp { Nanos = 1_000_000_000 },
            new Timestamp { Seconds = long.MaxValue }, Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddHours(1)),
        })
        {
            var request = Ask(["v:x"], Texts("id", "'"), Longs("part", 0));
            request.AsOf = time;
            Assert.Equal((ErrorReason.InvalidRequest, "as_of"), await Refusal(request));
            request.AsOf = null;
            request.RowAsOf.Add(time);
            Assert.Equal((ErrorReason.InvalidRequest, "row_as_of[0]"), await Refusal(request));
        }
    }

    [Fact]
    public async Task Log_WhateverWasAsked_HoldsNoKeyAndNoReference()
    {
        await Get_HostileKeys_AreLiteralsAlsoWhereTheyJoin();
        await Get_HostileReferences_AreRefusedWithoutEchoAndWithoutTellingOthers();
        Assert.NotEmpty(features.Log);
        foreach (var text in Hostile.Where(text => text.Length > 3).Concat(Secrets))
        {
            Assert.DoesNotContain(features.Log, line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    private async Task<(ErrorReason, string)> Refusal(GetOnlineFeaturesRequest request)
    {
        var error = await features.FailsAsync(request);
        return (error.Reason, Assert.Single(error.Faults).Field);
    }
}
