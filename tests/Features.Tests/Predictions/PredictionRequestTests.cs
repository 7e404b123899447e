using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Predictions;

/// <summary>What is refused before anything is written.</summary>
public sealed class PredictionRequestTests : PredictionScenario
{
    protected override bool TakesAnyDouble => true;

    private protected override string[] Arguments(string folder) =>
        ["--Predictions:Target", "DuckDb", "--Predictions:Path", Path.Combine(folder, "predictions.duckdb"), "--Predictions:MaxIdleSeconds", "2"];

    [Theory]
    [InlineData("")]
    [InlineData("OTHER.CHURN")]
    [InlineData("OTHER\".\"CHURN")]
    [InlineData("../CHURN")]
    [InlineData("CHURN\0")]
    [InlineData("a b")]
    [InlineData("ЅCHURN")]
    [InlineData("1A")]
    public async Task Write_TableOfAnotherPlace_IsRefused(string table)
    {
        var failure = await FailsAsync(Run(table: table), Batch(("a", 1)));
        Assert.Equal((ErrorReason.InvalidRequest, "run.table"), (failure.Reason, Assert.Single(failure.Faults).Field));
    }

    [Fact]
    public async Task Write_WrongRun_NamesEachFault()
    {
        var run = new PredictionRun
        {
            Tenant = "other",
            Table = new string('A', 128),
            RunId = new string('r', 21),
            Model = "a\nb",
            Keys = { new PredictionTableColumn { Name = "id", Type = ValueType.Double }, new PredictionTableColumn { Name = "", Type = ValueType.String } },
            Outputs =
            {
                new PredictionTableColumn { Name = "ID", Type = ValueType.Decimal, Precision = 39 },
                new PredictionTableColumn { Name = "Written_At", Type = (ValueType)99 },
                new PredictionTableColumn { Name = new string('x', 128), Type = ValueType.String, Scale = 1 },
            },
        };
        var failure = await FailsAsync(run);
        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.Equal(
            ["run.tenant", "run.table", "run.run_id", "run.model", "run.model_version", "run.keys[0].type", "run.keys[1].name", "run.outputs[0]", "run.outputs[1].type", "run.outputs[2].name", "run.outputs[2]", "run", "run"],
            failure.Faults.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Write_ColumnsOnBothSidesOfTheLimit_AreTakenAndRefused()
    {
        var run = Run();
        run.Outputs.AddRange(Enumerable.Range(0, 10).Select(i => new PredictionTableColumn { Name = $"o{i}", Type = ValueType.Int64 }));
        await WriteAsync(run);
        run.Outputs.Add(new PredictionTableColumn { Name = "more", Type = ValueType.Int64 });
        Assert.Contains("13 columns", (await FailsAsync(run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_RowsOnBothSidesOfTheLimit_AreTakenAndRefused()
    {
        await WriteAsync(Run(), Batch(0, 500));
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await FailsAsync(Run(), Batch(0, 501))).Reason);
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await FailsAsync(Run(), Batch(0, 0))).Reason);
        Assert.Equal(500, await CountAsync());
    }

    [Fact]
    public async Task Write_TextsOnBothSidesOfTheLimits_AreTakenAndRefused()
    {
        var run = Run();
        run.Outputs[0].Type = ValueType.String;
        await WriteAsync(run, Notes(("12345678901234567890", new string('ü', 1000))));
        var failure = await FailsAsync(run, Notes(("123456789012345678901", ""), ("b", new string('ü', 1001)), ("c", "\0")));
        Assert.Equal(["id[0]", "score[1]", "score[2]"], failure.Faults.Select(fault => fault.Field));
        Assert.DoesNotContain("ü", failure.Message, StringComparison.Ordinal);

        var large = Enumerable.Range(0, 90).Select(i => ($"{i}", new string('x', 1000))).ToArray();
        await WriteAsync(run, Notes(large));
        failure = await FailsAsync(run, Notes([.. large.Concat(large.Select(row => (row.Item1 + "b", row.Item2)))]));
        Assert.Equal(ErrorReason.RequestTooLarge, failure.Reason);
        Assert.Equal(91, await CountAsync());
    }

    [Fact]
    public async Task Write_WrongColumns_NamesEach()
    {
        var failure = await FailsAsync(Run(), new PredictionBatch { Columns = { Texts("id", "a"), Texts("id", "b"), Texts("secret", "c") } });
        Assert.Equal(["id", "batch", "score"], failure.Faults.Select(fault => fault.Field));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);

        failure = await FailsAsync(Run(), new PredictionBatch { Columns = { Texts("id", "a", "b"), new Column { Name = "score", Doubles = new Doubles { Values = { 1 } } } } });
        Assert.Equal("score", Assert.Single(failure.Faults).Field);
    }

    [Fact]
    public async Task Write_WrongValues_NamesEachAndWritesNone()
    {
        var batch = Batch(("a", 1), ("b", 2), ("a", 3));
        Assert.Equal("batch[2]", Assert.Single((await FailsAsync(Run(), batch)).Faults).Field);

        batch = Batch(("a", 1), ("b", 2), ("c", 3), ("d", 4));
        batch.Columns[0].Statuses.AddRange([ValueStatus.Present, ValueStatus.Null, ValueStatus.KeyInvalid, ValueStatus.Unspecified]);
        batch.Columns[1] = new Column { Name = "score", Mixed = new Mixed { Values = { new Value { DoubleValue = 1 }, new Value { Int64Value = (1L << 53) + 1 }, new Value(), new Value { StringValue = "4" } } } };
        var failure = await FailsAsync(Run(), batch);
        Assert.Equal(["id[1]", "id[2]", "score[1]", "score[3]"], failure.Faults.Select(fault => fault.Field));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Write_PartsInTheWrongOrder_AreRefused()
    {
        using var call = Client.WritePredictions();
        await call.RequestStream.WriteAsync(new WritePredictionsRequest { Batch = Batch(("a", 1)) });
        var failure = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Contains("must be a run", failure.Status.Detail, StringComparison.Ordinal);

        using var other = Client.WritePredictions();
        await other.RequestStream.WriteAsync(new WritePredictionsRequest { Run = Run() });
        await other.RequestStream.WriteAsync(new WritePredictionsRequest { Run = Run() });
        failure = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => other.ResponseStream.MoveNext(default));
        Assert.Contains("must be a batch", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_MoreStreamsThanMayBe_IsOverloadedUntilOneEnds()
    {
        var streams = Enumerable.Range(0, 4).Select(_ => new PredictionStream(Client, Run())).ToArray();
        foreach (var (stream, i) in streams.Select((stream, i) => (stream, i)))
        {
            await stream.WriteAsync(Batch(i, 1));
        }

        Assert.Equal(ErrorReason.Overloaded, (await FailsAsync(Run())).Reason);
        await streams[0].EndAsync();
        await WriteAsync(Run());
        Array.ForEach(streams, stream => stream.Dispose());
    }

    [Fact]
    public async Task Write_CallerSendsNothing_EndsWhenItsTimeIsOver()
    {
        using var stream = new PredictionStream(Client, Run());
        await stream.WriteAsync(Batch(("a", 1)));
        Assert.Equal(ErrorReason.DeadlineExceeded, (await stream.FailsAsync()).Reason);
        Assert.Equal(1, await CountAsync());
    }

    private static PredictionBatch Notes(params (string Id, string Note)[] rows) =>
        new() { Columns = { Texts("id", [.. rows.Select(row => row.Id)]), Texts("score", [.. rows.Select(row => row.Note)]) } };
}
