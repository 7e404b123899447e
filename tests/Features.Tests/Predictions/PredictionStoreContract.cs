using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Predictions;

/// <summary>What every place that predictions are written to holds.</summary>
public abstract class PredictionStoreContract : PredictionScenario
{
    [Fact]
    public async Task Write_NewTable_IsReadableByDiscoveryAndFeatureViews()
    {
        var answers = await WriteAsync(Run(), Batch(("a", 0.25), ("b", 1e-300)), Batch(("c", -0.0)));
        Assert.Equal([(0, 2, 0), (1, 1, 0)], answers.Select(answer => ((int)answer.Batch, (int)answer.WrittenRows, (int)answer.RepeatedRows)));
        Assert.Contains(Schema, (await Features.Client.ListSpacesAsync(new ListSpacesRequest())).Spaces.Select(space => space.Name));
        Assert.Equal("CHURN", Assert.Single((await Features.Client.ListAssetsAsync(new ListAssetsRequest { Space = Schema })).Assets).Name);
        Assert.Equal(["run-1", "run-1", "run-1"], await ReadAsync("run_id"));

        await Features.UntilAsync(listed => listed.FeatureViews.Count == 1 && listed.Faults.Count == 0);
        var request = Ask(["churn:score", "churn:version"], Texts("id", "b", "a", "x"));
        var score = (await Features.Client.GetOnlineFeaturesAsync(request)).Columns;
        Assert.Equal([1e-300, 0.25], score[0].Doubles.Values.Take(2));
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.NotFound], score[0].Statuses);
        Assert.Equal("7", score[1].Strings.Values[0]);
    }

    [Fact]
    public async Task Write_NewTable_IsJoinedToBusinessDataByKey()
    {
        await WriteAsync(Run(), Batch(("a", 0.25)));
        Features.View("both.yaml", $$"""
            name: both
            source: { space: S, asset: CUSTOMERS }
            entity: [ { key: id, type: string } ]
            joins: [ { name: churn, source: { space: {{Schema}}, asset: CHURN }, on: [ { key: id, type: string, column: id } ] } ]
            features: [ { name: age, type: int64 }, { name: score, type: double, join: churn } ]
            """);
        await Features.UntilAsync(listed => listed.FeatureViews.Count == 2 && listed.Faults.Count == 0);
        var both = (await Features.Client.GetOnlineFeaturesAsync(Ask(["both:age", "both:score"], Texts("id", "a", "b")))).Columns;
        Assert.Equal([1, 2], both[0].Int64S.Values);
        Assert.Equal(0.25, both[1].Doubles.Values[0]);
    }

    [Fact]
    public async Task Write_BatchAgain_ChangesNothingAndSaysSo()
    {
        await WriteAsync(Run(), Batch(("a", 1), ("b", 2)));
        var answers = await WriteAsync(Run(create: false), Batch(("b", 9), ("a", 1)), Batch(("b", 2), ("c", 3)));
        Assert.Equal([(0, 2), (1, 1)], answers.Select(answer => ((int)answer.WrittenRows, (int)answer.RepeatedRows)));
        Assert.Equal(["1", "2", "3"], (await ReadAsync("score")).Order(StringComparer.Ordinal));

        var other = await WriteAsync(Run("run-2"), Batch(("a", 5), ("b", 6)));
        Assert.Equal(2, other[0].WrittenRows);
        Assert.Equal(5, await CountAsync());
    }

    [Fact]
    public async Task Write_TwoRacingStreams_WriteEachRowOnce()
    {
        var writes = Enumerable.Range(0, 2).Select(_ => WriteAsync(Run(), [.. Enumerable.Range(0, 8).Select(i => Batch(i * 40, 50))]));
        var answers = (await Task.WhenAll(writes)).SelectMany(all => all).ToArray();
        Assert.Equal(330, await CountAsync());
        Assert.Equal(330, answers.Sum(answer => answer.WrittenRows));
        Assert.Equal((2 * 8 * 50) - 330, answers.Sum(answer => answer.RepeatedRows));
    }

    [Fact]
    public async Task Write_EveryType_IsReadBackExactly()
    {
        var run = Run(table: "TYPES");
        run.Keys.Add(new PredictionTableColumn { Name = "line", Type = ValueType.Int64 });
        run.Keys.Add(new PredictionTableColumn { Name = "day", Type = ValueType.Date });
        run.Outputs.Clear();
        run.Outputs.AddRange([
            new() { Name = "d", Type = ValueType.Double }, new() { Name = "n", Type = ValueType.Decimal, Precision = 38, Scale = 10 }, new() { Name = "t", Type = ValueType.String },
            new() { Name = "b", Type = ValueType.Bool }, new() { Name = "at", Type = ValueType.Timestamp }, new() { Name = "x", Type = ValueType.Binary }, new() { Name = "i", Type = ValueType.Int64 },
        ]);
        ValueStatus[] lastIsNull = [ValueStatus.Present, ValueStatus.Present, ValueStatus.Null];
        var batch = new PredictionBatch
        {
            Columns =
            {
                new Column { Name = "i", Statuses = { lastIsNull }, Int64S = new Int64s { Values = { long.MaxValue, long.MinValue, 0 } } },
                Texts("id", "';DROP \"TYPES\";--", "\"ä\u0001\r\n🙂", "0001"),
                Longs("line", long.MinValue, long.MaxValue, 0),
                new Column { Name = "day", Dates = new Strings { Values = { "0001-01-01", "9999-12-31", "2024-02-29" } } },
                new Column { Name = "d", Statuses = { lastIsNull }, Doubles = new Doubles { Values = { double.Epsilon, double.MaxValue, 0 } } },
                new Column { Name = "n", Statuses = { lastIsNull }, Decimals = new Strings { Values = { "1234567890123456789012345678.0123456789", "-0.0000000001", "" } } },
                new Column { Name = "t", Statuses = { lastIsNull }, Strings = new Strings { Values = { "", "?, ' \" \\ %s {0} \t", "" } } },
                new Column { Name = "b", Statuses = { lastIsNull }, Bools = new Bools { Values = { true, false, false } } },
                new Column { Name = "at", Statuses = { lastIsNull }, Timestamps = new Timestamps { Values = { Time(1, 1), Time(9999, 999_999), new Google.Protobuf.WellKnownTypes.Timestamp() } } },
                new Column { Name = "x", Statuses = { lastIsNull }, Binaries = new Binaries { Values = { ByteString.Empty, ByteString.CopyFrom(0, 255, 1), ByteString.Empty } } },
            },
        };
        await WriteAsync(run, batch);
        Assert.Equal(3, (await WriteAsync(run, batch))[0].RepeatedRows);

        var order = Order(await ReadAsync("line", "TYPES"), long.MinValue.ToString(System.Globalization.CultureInfo.InvariantCulture), long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture), "0");
        Assert.Equal(["';DROP \"TYPES\";--", "\"ä\u0001\r\n🙂", "0001"], await InOrder("id"));
        Assert.Equal(["0001-01-01", "9999-12-31", "2024-02-29"], await InOrder("day"));
        Assert.Equal(["5E-324", "1.7976931348623157E+308", "null"], await InOrder("d"));
        Assert.Equal(["1234567890123456789012345678.0123456789", "-0.0000000001", "null"], await InOrder("n"));
        Assert.Equal(["", "?, ' \" \\ %s {0} \t", "null"], await InOrder("t"));
        Assert.Equal(["True", "False", "null"], await InOrder("b"));
        Assert.Equal(["0001-01-01T00:00:00.000001", "9999-01-01T00:00:00.999999", "null"], await InOrder("at"));
        Assert.Equal(["", "AP8B", "null"], await InOrder("x"));
        Assert.Equal(["9223372036854775807", "-9223372036854775808", "null"], await InOrder("i"));

        async Task<string[]> InOrder(string column)
        {
            var values = await ReadAsync(column, "TYPES");
            return [.. order.Select(row => values[row])];
        }
    }

    [Fact]
    public async Task Write_NanAndInfinities_AreReadBackOrRefused()
    {
        var batch = Batch(("a", double.NaN), ("b", double.PositiveInfinity), ("c", double.NegativeInfinity), ("d", 1));
        if (!TakesAnyDouble)
        {
            var failure = await FailsAsync(Run(), batch);
            Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
            Assert.Equal(["score[0]", "score[1]", "score[2]"], failure.Faults.Select(fault => fault.Field));
            return;
        }

        await WriteAsync(Run(), batch);
        Assert.Equal(["-Infinity", "1", "Infinity", "NaN"], (await ReadAsync("score")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_NameThatIsSql_IsTheNameOfAColumn()
    {
        string[] names = ["a\"; DROP TABLE \"CHURN\"; --", "x' OR '1'='1", "select", "ü /* */", "a.b", "?"];
        var run = Run();
        run.Outputs.Clear();
        run.Outputs.AddRange(names.Select(name => new PredictionTableColumn { Name = name, Type = ValueType.Int64 }));
        await WriteAsync(run, new PredictionBatch { Columns = { Texts("id", "a"), names.Select((name, i) => Longs(name, i)) } });
        var described = await Features.Client.DescribeAssetAsync(new DescribeAssetRequest { Space = Schema, Asset = "CHURN" });
        Assert.Equal(["run_id", "model", "model_version", "id", .. names, "written_at"], described.Columns.Select(column => column.Name));
        Assert.Equal(["0"], await ReadAsync(names[0]));
    }

    [Fact]
    public async Task Write_OtherColumnsThanTheTable_NamesEach()
    {
        await WriteAsync(Run(), Batch(("a", 1)));
        var run = Run();
        run.Outputs[0].Type = ValueType.Int64;
        run.Outputs.Add(new PredictionTableColumn { Name = "label", Type = ValueType.String });
        var failure = await FailsAsync(run, Batch(("b", 1)));
        Assert.Equal(ErrorReason.TableMismatch, failure.Reason);
        Assert.Equal(["score", "label"], failure.Faults.Select(fault => fault.Field));

        run = Run();
        (run.Keys[0].Name, run.Outputs[0].Name) = ("key", "id");
        Assert.Equal(["key", "id", "score"], (await FailsAsync(run, Batch(("b", 1)))).Faults.Select(fault => fault.Field));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Write_TableIsNotThere_IsNotFoundUnlessAskedToCreate()
    {
        Assert.Equal(ErrorReason.TableNotFound, (await FailsAsync(Run(create: false))).Reason);
        await WriteAsync(Run());
        Assert.Equal(0, await CountAsync());
        await WriteAsync(Run(create: false), Batch(("a", 1)));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Write_MoreTablesThanMayBe_IsFull()
    {
        foreach (var table in (string[])["A", "B", "C"])
        {
            await WriteAsync(Run(table: table));
        }

        Assert.Equal(ErrorReason.TargetFull, (await FailsAsync(Run(table: "D"))).Reason);
        await WriteAsync(Run(table: "C"), Batch(("a", 1)));
    }

    [Fact]
    public async Task Write_CallerGoesAway_LeavesWholeBatches()
    {
        using var stream = new PredictionStream(Client, Run());
        await stream.WriteAsync(Batch(0, 400));
        for (var i = 1; i < 6; i++)
        {
            await stream.SendAsync(Batch(i * 400, 400));
        }

        await stream.GiveUpAsync();
        var answers = await WriteAsync(Run(), [.. Enumerable.Range(0, 6).Select(i => Batch(i * 400, 400))]);
        Assert.Equal(2400, await CountAsync());
        Assert.Equal(400, answers[0].RepeatedRows);
        Assert.All(answers, answer => Assert.True(answer.WrittenRows is 0 or 400, $"{answer.WrittenRows} rows of a batch were written later"));
    }

    [Fact]
    public async Task Write_ServerStops_AcknowledgedBatchesAreThereAndAllAreWhole()
    {
        using var stream = new PredictionStream(Client, Run());
        await stream.WriteAsync(Batch(0, 300));
        Features.BeginStop();
        Assert.Equal(ErrorReason.ShuttingDown, (await stream.FailsAsync()).Reason);
        await Features.RestartAsync();
        Assert.Equal(300, await CountAsync());
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp Time(int year, int microseconds) =>
        Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(microseconds));

    private static int[] Order(string[] values, params string[] wanted) => [.. wanted.Select(value => Array.IndexOf(values, value))];
}
