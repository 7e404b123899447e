using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static FedMl.ScoringEngine.Tests.Weighted;
using StatusCode = Grpc.Core.StatusCode;
using Value = FedMl.Protos.Features.V1.Value;

namespace FedMl.ScoringEngine.Tests.Scoring;

public sealed class ScorerTests : IAsyncLifetime
{
    private RunningScoring host = null!;

    public async Task InitializeAsync() => host = await RunningScoring.StartAsync(r => r.Publish("m", "1", Files(2)), "--ScoringEngine:MaxRows", "5");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Score_Records_AnswersEveryRowInOrder()
    {
        var response = await host.Scoring.ScoreAsync(Records("", Doubles("a", 1, 2, 3), Doubles("b", 10, 20, 30)));

        Assert.Equal("1", response.Version);
        Assert.Equal([12f, 24f, 36f], response.Predictions.Single().Floats.Values);
        Assert.Empty(response.Problems);
    }

    [Fact]
    public async Task Score_OneBadRow_LeavesTheOthersAlone()
    {
        var response = await host.Scoring.ScoreAsync(Records("", Doubles("a", 1, 0, 3).With(ValueStatus.Present, ValueStatus.Null, ValueStatus.Present), Doubles("b", 10, 20, 30)));

        Assert.Equal([12f, 0f, 36f], response.Predictions.Single().Floats.Values);
        var problem = Assert.Single(response.Problems);
        Assert.Equal((1, ErrorReason.ValueMissing, "a"), (problem.Row, problem.Reason, problem.Faults.Single().Field));
    }

    [Fact]
    public async Task Score_MissingWithDefault_TakesTheDefault()
    {
        var response = await host.Scoring.ScoreAsync(Records("", Doubles("a", 1)));

        Assert.Equal([2.5f], response.Predictions.Single().Floats.Values);
    }

    [Fact]
    public async Task Score_MisspeltName_NamesItAndTheNearest()
    {
        var error = await FailsAsync(Records("", Doubles("a", 1), Doubles("bb", 1)));

        Assert.Equal(ErrorReason.InputInvalid, error.Reason);
        Assert.Contains("rows[0].bb", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean b?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_ManyFaultsInOneRow_NamesThemAll()
    {
        var error = await FailsAsync(Records("", Strings("a", "text"), Strings("b", "text"), Doubles("c", 1)));

        Assert.Equal(["rows[0].c", "rows[0].a", "rows[0].b"], error.Faults.Select(f => f.Field));
        Assert.DoesNotContain(": text", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, ErrorReason.ValueMissing)]
    [InlineData(double.PositiveInfinity, ErrorReason.InputInvalid)]
    [InlineData(1e300, ErrorReason.InputInvalid)]
    public async Task Score_NumberThatDoesNotFit_IsRefused(double value, ErrorReason reason) =>
        Assert.Equal(reason, (await FailsAsync(Records("", Doubles("a", value)))).Reason);

    [Fact]
    public async Task Score_Decimal_GoesToFloatInOneRounding()
    {
        var column = new Column { Name = "a", Decimals = new Strings { Values = { "0.1000000000000000055511151231257827" } } };

        var response = await host.Scoring.ScoreAsync(Records("", column, Doubles("b", 0)));

        Assert.Equal([2 * 0.1f], response.Predictions.Single().Floats.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task Score_RowCountOutOfRange_IsRefused(int rows) =>
        Assert.Equal(ErrorReason.RowCountOutOfRange, (await FailsAsync(Records("", Doubles("a", new double[rows])))).Reason);

    [Fact]
    public async Task Score_AsManyRowsAsAllowed_Answers() =>
        Assert.Equal(5, (await host.Scoring.ScoreAsync(Records("", Doubles("a", new double[5])))).RowCount);

    [Fact]
    public async Task Score_ColumnsOfDifferentLength_NamesThem()
    {
        var error = await FailsAsync(Records("", Doubles("a", 1, 2), Doubles("b", 1)));

        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.Equal("records[1]", error.Faults.Single().Field);
    }

    [Theory]
    [InlineData("nobody", "", ErrorReason.ModelNotFound)]
    [InlineData("m", "9", ErrorReason.ModelVersionNotFound)]
    public async Task Score_UnknownModelOrVersion_IsNotFound(string model, string version, ErrorReason reason)
    {
        var request = Records(version, Doubles("a", 1));
        request.Model = model;

        Assert.Equal(reason, (await FailsAsync(request)).Reason);
    }

    [Fact]
    public async Task Score_UnknownAlias_IsNotFound()
    {
        var request = Records("", Doubles("a", 1));
        request.Alias = "nobody";

        Assert.Equal(ErrorReason.AliasNotFound, (await FailsAsync(request)).Reason);
    }

    [Fact]
    public async Task Score_UnknownOutput_IsRefused()
    {
        var request = Records("", Doubles("a", 1));
        request.Outputs.Add("scores");

        Assert.Equal(ErrorReason.InputInvalid, (await FailsAsync(request)).Reason);
    }

    [Fact]
    public async Task Score_ByKey_AsksFeaturesOnceAndTellsStatuses()
    {
        host.Features.Answer = _ => Answer(Doubles("v:a", 1, 2, 0).With(ValueStatus.Present, ValueStatus.Present, ValueStatus.NotFound), Doubles("v:b", 10, 0, 0).With(ValueStatus.Present, ValueStatus.Null, ValueStatus.NotFound));

        var response = await host.Scoring.ScoreAsync(Keys("k1", "k2", "k3"));

        Assert.Equal([12f, 4.5f, 0f], response.Predictions.Single().Floats.Values);
        Assert.Equal((2, ErrorReason.EntityKeyNotFound), response.Problems.Select(p => (p.Row, p.Reason)).Single());
        Assert.Equal([ValueStatus.Present, ValueStatus.Null, ValueStatus.NotFound], response.Features.Single(f => f.Name == "b").Statuses);
        var asked = Assert.Single(host.Features.Asked);
        Assert.Equal(["v:a", "v:b"], asked.Features);
        Assert.Equal(["k1", "k2", "k3"], asked.EntityKeys.Single().Strings.Values);
    }

    [Fact]
    public async Task Score_StaleValueThatMustNotBe_IsRefused()
    {
        host.Features.Answer = _ => Answer(Doubles("v:a", 1).With(ValueStatus.Stale), Doubles("v:b", 1));

        Assert.Equal(ErrorReason.ValueStale, (await FailsAsync(Keys("k1"))).Reason);
    }

    // b is passed on where it is missing, yet a row without a key has no values that could be missing.
    [Fact]
    public async Task Score_KeysThatAreWrongOrAmbiguous_AreProblemsOfTheirRows()
    {
        ValueStatus[] statuses = [ValueStatus.Present, ValueStatus.KeyInvalid, ValueStatus.KeyAmbiguous, ValueStatus.NotFound];
        host.Features.Answer = _ => Answer(Doubles("v:a", 1, 0, 0, 0).With(statuses), Doubles("v:b", 10, 0, 0, 0).With(statuses));

        var response = await host.Scoring.ScoreAsync(Keys("k1", "k2", "k3", "k4"));

        Assert.Equal(12f, response.Predictions.Single().Floats.Values[0]);
        Assert.Equal(
            [(1, ErrorReason.EntityKeyInvalid), (2, ErrorReason.EntityKeyAmbiguous), (3, ErrorReason.EntityKeyNotFound)],
            response.Problems.Select(p => (p.Row, p.Reason)));
        Assert.All(response.Problems, p => Assert.Equal("id", Assert.Single(p.Faults).Field));
        Assert.Equal(statuses, response.Features.Single(f => f.Name == "a").Statuses);
    }

    [Fact]
    public async Task Score_KeysThatAreWrongInOneViewOnly_AreProblemsAllTheSame()
    {
        host.Features.Answer = _ => Answer(Doubles("v:a", 1, 1).With(ValueStatus.Present, ValueStatus.Present), Doubles("v:b", 10, 0).With(ValueStatus.Present, ValueStatus.KeyInvalid));

        var problem = Assert.Single((await host.Scoring.ScoreAsync(Keys("k1", "k2"))).Problems);

        Assert.Equal((1, ErrorReason.EntityKeyInvalid), (problem.Row, problem.Reason));
    }

    [Fact]
    public async Task Score_AllKeysUnknown_IsNotFound()
    {
        host.Features.Answer = _ => Answer(Doubles("v:a", 0).With(ValueStatus.NotFound), Doubles("v:b", 0).With(ValueStatus.NotFound));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(Keys("secret-key")));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.DoesNotContain("secret-key", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_FeatureThatNoViewHas_BlamesTheSignature()
    {
        host.Features.Answer = _ => throw new ServiceException(ErrorReason.FeatureViewNotFound, "no view v");

        var error = await FailsAsync(Keys("k1"));

        Assert.Equal(ErrorReason.SignatureInvalid, error.Reason);
    }

    [Fact]
    public async Task Score_FeaturesDown_IsUnavailableWithRetry()
    {
        host.Features.Answer = _ => throw new ServiceException(ErrorReason.SourceUnavailable, "the source is down");

        var error = await FailsAsync(Keys("k1"));

        Assert.Equal(ErrorReason.SourceUnavailable, error.Reason);
        Assert.NotNull(error.RetryAfter);
    }

    [Fact]
    public async Task Score_AsOfWithRecords_IsRefused()
    {
        var request = Records("", Doubles("a", 1));
        request.AsOf = Timestamp.FromDateTime(DateTime.UnixEpoch);

        Assert.Equal("as_of", (await FailsAsync(request)).Faults.Single().Field);
    }

    [Fact]
    public async Task Score_WhatOnlyFeaturesCanUseWithRecords_IsRefusedAtOnce()
    {
        var request = Records("", Doubles("a", 1));
        request.AsOf = Timestamp.FromDateTime(DateTime.UnixEpoch);
        request.RowAsOf.Add(request.AsOf);
        request.Parameters.Add("P", new Value { Int64Value = 1 });

        Assert.Equal(["as_of", "row_as_of", "parameters"], (await FailsAsync(request)).Faults.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Score_PointsInTimeAndParameters_ReachFeatures()
    {
        GetOnlineFeaturesRequest? asked = null;
        host.Features.Answer = request =>
        {
            asked = request;
            return Answer(Doubles("v:a", 1, 2), Doubles("v:b", 1, 2));
        };
        var sent = Keys("k1", "k2");
        sent.AsOf = Timestamp.FromDateTime(DateTime.UnixEpoch);
        sent.RowAsOf.AddRange([Timestamp.FromDateTime(DateTime.UnixEpoch.AddDays(1)), Timestamp.FromDateTime(DateTime.UnixEpoch.AddDays(2))]);
        sent.Parameters.Add("P", new Value { StringValue = "EUR" });
        sent.Parameters.Add("Q", new Value { Int64Value = 7 });

        await host.Scoring.ScoreAsync(sent);

        Assert.Equal((sent.AsOf, sent.RowAsOf, sent.Parameters), (asked!.AsOf, asked.RowAsOf, asked.Parameters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Score_OtherNumberOfPointsInTimeThanRows_IsRefusedBeforeFeaturesIsAsked(int points)
    {
        var sent = Keys("k1", "k2");
        sent.RowAsOf.AddRange(Enumerable.Repeat(Timestamp.FromDateTime(DateTime.UnixEpoch), points));

        var error = await FailsAsync(sent);

        Assert.Equal((ErrorReason.InvalidRequest, "row_as_of"), (error.Reason, error.Faults.Single().Field));
    }

    [Fact]
    public async Task Score_FaultsThatFeaturesTells_AreAllTold()
    {
        host.Features.Answer = _ => throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "No", [new Fault("row_as_of[1]", "lies in the future"), new Fault("parameters[P]", "is no parameter")]);

        Assert.Equal(["row_as_of[1]", "parameters[P]"], (await FailsAsync(Keys("k1"))).Faults.Select(fault => fault.Field));
    }

    private static GetOnlineFeaturesResponse Answer(params Column[] columns) => new() { Columns = { columns } };

    private static ScoreRequest Keys(params string[] keys) =>
        new() { Model = "m", EntityKeys = new EntityKeys { Columns = { Strings("id", keys) } }, WithFeatureStatuses = true };

    private async Task<ServiceException> FailsAsync(ScoreRequest request) =>
        RpcErrors.FromRpcException(await Assert.ThrowsAsync<RpcException>(async () => await host.Scoring.ScoreAsync(request)), "Scoring");
}
