using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;
using Grpc.Core;
using StatusCode = Grpc.Core.StatusCode;
using static FedMl.ScoringEngine.Tests.Weighted;

namespace FedMl.ScoringEngine.Tests.Loading;

public sealed class ModelLoaderTests
{
    [Fact]
    public async Task Publish_NewVersionUnderLoad_IsServedWithoutAFailedRequest()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(1)));
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var versions = new HashSet<string>();
            while (!stop.IsCancellationRequested)
            {
                var answer = await host.Scoring.ScoreAsync(Records("", Doubles("a", 3), Doubles("b", 1)));
                // The answer belongs to the version that it names: factor = version.
                Assert.Equal((3f * int.Parse(answer.Version, System.Globalization.CultureInfo.InvariantCulture)) + 1, answer.Predictions[0].Floats.Values[0]);
                versions.Add(answer.Version);
            }

            return versions;
        })));

        for (var version = 2; version <= 12; version++)
        {
            host.Registry.Publish("m", $"{version}", Files(version));
            await host.UntilDefaultAsync("m", $"{version}");
        }

        await stop.CancelAsync();
        Assert.All(await load, Assert.NotEmpty);
        Assert.Equal("12", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 3)))).Version);
        Assert.True((await host.StatusAsync("m", "1"))!.State == ModelState.Available);
    }

    [Fact]
    public async Task Listed_WithoutBytes_AreReadWhenTheyAreWantedOnly()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "2", Files(2));
            r.SetAlias("m", "champion", "2");
            r.List("m", "1", Files(1));
            r.List("m", "3", Files(3));
        });
        await host.UntilDefaultAsync("m", "2");
        Assert.Empty(host.Registry.Prepared);
        Assert.Equal(ModelState.Available, (await host.StatusAsync("m", "1"))!.State);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Records("1", Doubles("a", 3), Doubles("b", 1))));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);

        await host.UntilStateAsync("m", "1", ModelState.Ready);
        Assert.Equal(4, (await host.Scoring.ScoreAsync(Records("1", Doubles("a", 3), Doubles("b", 1)))).Predictions[0].Floats.Values[0]);
        Assert.Equal(["1"], host.Registry.Prepared);
    }

    public static TheoryData<string, byte[], ErrorReason> BrokenModels => new()
    {
        { "truncated", Graphs.Weighted(2)[..40], ErrorReason.ModelLoadFailed },
        { "empty", [], ErrorReason.ModelLoadFailed },
        { "html", Encoding.UTF8.GetBytes("<html>not found</html>"), ErrorReason.ModelLoadFailed },
        { "one label, which ends the process", new Ensemble().Branch(0, 0, "BRANCH_LEQ", 0, 0, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 2)).ToClassifier(1, "only"), ErrorReason.ModelLoadFailed },
        { "integers divided by a request's, which can end the process", Divisions.Of(Element.Int64), ErrorReason.ModelLoadFailed },
        { "future opset", Graphs.OfTheFuture(), ErrorReason.ModelUnsupported },
        { "external data", Graphs.WeightedFromFile("weights.bin"), ErrorReason.ModelLoadFailed },
        { "external data outside", Graphs.WeightedFromFile("../../etc/passwd"), ErrorReason.ModelLoadFailed },
        { "other inputs", Graphs.SumAndDifference(), ErrorReason.SignatureInvalid },
    };

    [Theory]
    [MemberData(nameof(BrokenModels))]
    public async Task Publish_BrokenVersion_KeepsTheLastGoodAndSaysWhy(string what, byte[] model, ErrorReason reason)
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(2)));

        host.Registry.Publish("m", "2", ("model.onnx", model), ("signature.yaml", Encoding.UTF8.GetBytes(Signature)));
        await host.UntilStateAsync("m", "2", ModelState.Failed);

        var status = await host.StatusAsync("m", "2");
        Assert.True(status!.Reason == reason, $"{what}: {status.Reason} {status.Message}");
        Assert.DoesNotContain(Environment.CurrentDirectory, status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), status.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1)))).Version);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Records("2", Doubles("a", 1))));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    [Fact]
    public async Task Publish_SignatureWithManyFaults_NamesThemAllWithLines()
    {
        const string Wrong = """
            inputs:
              - { name: a, feature: "no-colon", missing: maybe }
              - { name: c }
            outputs:
              - { name: score, onx: score }
            """;
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(2, Wrong)));

        var status = await host.StatusAsync("m", "1");

        Assert.Equal(ErrorReason.SignatureInvalid, status!.Reason);
        Assert.All(["signature.yaml:2: feature 'no-colon'", "signature.yaml:2: missing 'maybe'", "signature.yaml:5: unknown field 'onx'"], fault => Assert.Contains(fault, status.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("default: [")]
    [InlineData("inputs: [")]
    [InlineData("inputs: {a: [}")]
    [InlineData("%")]
    [InlineData("deep")]
    public async Task Publish_SignatureThatIsNoYaml_IsASignatureFaultAndTheHostLives(string signature)
    {
        // Nesting that a recursive reader would not survive.
        var text = signature == "deep" ? "inputs: " + new string('[', 100_000) : signature;
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(2, text));
            r.Publish("other", "1", Files(2));
        });

        Assert.Equal(ErrorReason.SignatureInvalid, (await host.StatusAsync("m", "1"))!.Reason);
        Assert.Equal(ModelState.Ready, (await host.StatusAsync("other", "1"))!.State);
    }

    [Fact]
    public async Task Publish_ExternalDataThatIsListed_LoadsFromAFolder()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish(
            "m",
            "1",
            ("model.onnx", Graphs.WeightedFromFile("weights.bin")),
            ("weights.bin", BitConverter.GetBytes(7f)),
            ("signature.yaml", Encoding.UTF8.GetBytes(Signature))));

        Assert.Equal([14.5f], (await host.Scoring.ScoreAsync(Records("", Doubles("a", 2)))).Predictions[0].Floats.Values);
    }

    [Fact]
    public async Task Load_TamperedOnTheWay_IsRefused()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(2));
            r.Tamper = (path, bytes) => path == "model.onnx" ? Graphs.Weighted(3) : bytes;
        });

        Assert.Equal(ErrorReason.ArtifactCorrupt, (await host.StatusAsync("m", "1"))!.Reason);
    }

    [Fact]
    public async Task Load_StreamBreaks_GoesOnWhereItBroke()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.BreakOnceAfter = 100;
            r.Publish("m", "1", Files(2));
        });

        Assert.Equal(ModelState.Ready, (await host.StatusAsync("m", "1"))!.State);
        Assert.Contains(100, host.Registry.OffsetsAsked);
    }

    [Fact]
    public async Task Load_GoldenAnswersDiffer_IsRefused()
    {
        const string Samples = """{"records":[{"a":1,"b":1}],"predictions":[{"score":4}]}""";
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(3, Signature + "\nsamples: samples.json", Samples));
            r.Publish("m", "2", Files(5, Signature + "\nsamples: samples.json", Samples));
        });

        Assert.Equal(ModelState.Ready, (await host.StatusAsync("m", "1"))!.State);
        Assert.Contains("predictions[0].score", (await host.StatusAsync("m", "2"))!.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1)))).Version);
    }

    [Fact]
    public async Task Load_EndlessModel_IsEndedAndRefused()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.Endless())), "--ScoringEngine:WarmUpSeconds", "1");

        var status = await host.StatusAsync("m", "1");

        Assert.Equal((ModelState.Failed, ErrorReason.ModelLoadFailed), (status!.State, status.Reason));
    }

    [Fact]
    public async Task Champion_SetAndMoved_DecidesTheDefault()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(1));
            r.Publish("m", "2", Files(2));
            r.SetAlias("m", "champion", "1");
        });
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("", Doubles("a", 1)))).Version);

        host.Registry.SetAlias("m", "champion", "2");
        await host.UntilDefaultAsync("m", "2");

        var byAlias = Records("", Doubles("a", 1));
        byAlias.Alias = "champion";
        Assert.Equal("2", (await host.Scoring.ScoreAsync(byAlias)).Version);
    }

    [Fact]
    public async Task Score_VersionThatIsNotLoaded_IsNotReadyFirstAndLoadedThen()
    {
        await using var host = await RunningScoring.StartAsync(r =>
        {
            r.Publish("m", "1", Files(1));
            r.Publish("m", "2", Files(2));
        });

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Records("1", Doubles("a", 1))));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);

        await host.UntilStateAsync("m", "1", ModelState.Ready);
        Assert.Equal("1", (await host.Scoring.ScoreAsync(Records("1", Doubles("a", 1)))).Version);
    }

    [Fact]
    public async Task Score_ManyOldVersions_CannotKeepANewOneFromBeingServed()
    {
        await using var host = await RunningScoring.StartAsync(
            r => Enumerable.Range(1, 4).ToList().ForEach(v => r.Publish("m", $"{v}", Files(v))),
            "--ScoringEngine:MaxLoadedVersions", "4", "--ScoringEngine:MaxAskedVersions", "2");

        foreach (var old in new[] { "1", "2", "3" })
        {
            await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Records(old, Doubles("a", 1))));
        }

        host.Registry.Publish("m", "5", Files(5));

        await host.UntilDefaultAsync("m", "5");
    }

    [Fact]
    public async Task Remove_Model_IsNotFoundAfterwards()
    {
        await using var host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(1)));

        host.Registry.Remove("m");

        await RunningScoring.UntilAsync(async () =>
        {
            try
            {
                await host.Scoring.ScoreAsync(Records("", Doubles("a", 1)));
                return false;
            }
            catch (RpcException error)
            {
                return error.StatusCode == StatusCode.NotFound;
            }
        });
    }
}
