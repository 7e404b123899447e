using System.Text;
using FedMl.Gateway.Scores;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.Scores;

public sealed class ScoreRequestReaderTests
{
    [Fact]
    public void Read_EntityKeys_KeepsTextAndTime()
    {
        var request = Read("""{"entityKeys":[{"sample_id":"000123","year":2026},{"sample_id":"7","year":2027}],"asOf":"2026-01-01T01:00:00.5+01:00","outputs":["label"]}""");

        Assert.Equal(["000123", "7"], request.EntityKeys.Columns[0].Strings.Values);
        Assert.Equal([2026L, 2027L], request.EntityKeys.Columns[1].Int64S.Values);
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:00:00.5Z", null), request.AsOf.ToDateTimeOffset());
        Assert.Equal(["label"], request.Outputs);
        Assert.Empty(request.EntityKeys.CallerValues);
    }

    [Fact]
    public void Read_TimesOfRowsAndParameters_ArePassedOn()
    {
        var request = Read("""{"entityKeys":[{"id":"1"},{"id":"2"}],"rowAsOf":["2026-01-01T01:00:00+01:00","2026-01-02T00:00:00Z"],"parameters":{"P_YEAR":2026,"P_RATE":"1.50","P_ON":false}}""");

        Assert.Equal(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"], request.RowAsOf.Select(time => time.ToString().Trim('"')));
        Assert.Equal((2026L, "1.50", Value.KindOneofCase.BoolValue), (request.Parameters["P_YEAR"].Int64Value, request.Parameters["P_RATE"].StringValue, request.Parameters["P_ON"].KindCase));
    }

    [Theory]
    [InlineData("""{"records":[{"a":1}],"explain":true}""", true)]
    [InlineData("""{"records":[{"a":1}],"explain":false}""", false)]
    [InlineData("""{"records":[{"a":1}]}""", false)]
    public void Read_Explain_IsPassedOn(string json, bool explain) => Assert.Equal(explain, Read(json).Explain);

    [Fact]
    public void Read_RecordsBesideEntityKeys_AreCallerValues()
    {
        var request = Read("""{"records":[{"dose":1.5}],"entityKeys":[{"id":"1"}]}""");

        Assert.Equal(ScoreRequest.RowsOneofCase.EntityKeys, request.RowsCase);
        Assert.Equal([1.5], Assert.Single(request.EntityKeys.CallerValues).Doubles.Values);
    }

    [Theory]
    [InlineData("""{"record":[{"a":1}]}""", "record: is not known here; known are records, entityKeys, asOf, rowAsOf, parameters, outputs and explain", ": the body must have records or entityKeys")]
    [InlineData("""{}""", ": the body must have records or entityKeys")]
    [InlineData("""[{"a":1}]""", ": the body must be a JSON object", ": the body must have records or entityKeys")]
    [InlineData("""{"records":{"a":1}}""", "records: must be an array of objects")]
    [InlineData("""{"records":[{"a":1},7,null,[1],"x"]}""", "records[1]: must be an object", "records[2]: must be an object", "records[3]: must be an object", "records[4]: must be an object")]
    [InlineData("""{"records":[{"a":[1]},{"a":{"b":1}}]}""", "records[0].a: must be a string, a number, true, false or null", "records[1].a: must be a string, a number, true, false or null")]
    [InlineData("""{"records":[{"a":1,"b":2,"a":3}]}""", "records[0].a: is there twice")]
    [InlineData("""{"records":[{"a":1,"\u0061":3}]}""", "records[0].a: is there twice")]
    [InlineData("""{"records":[{"a":1}],"records":[{"a":1}]}""", "records: is there twice")]
    [InlineData("""{"records":[{}]}""", "records: has no field in any row")]
    [InlineData("""{"records":[{"a":1e400},{"a":1e-999999999999}]}""", "records[0].a: is a number out of range", "records[1].a: is a number out of range")]
    [InlineData("""{"records":[{"a":"\ud800"}]}""", "records[0].a: is not valid Unicode")]
    [InlineData("""{"records":[{"\ud800":1,"b":1}]}""", "records[0]: has a field name that is not 1 to 256 characters of valid Unicode")]
    [InlineData("""{"records":[{"":1,"b":1}]}""", "records[0]: has a field name that is not 1 to 256 characters of valid Unicode")]
    [InlineData("""{"records":[{"a":1}],"entityKeys":[{"a":1},{"a":2}]}""", "records: has 1 rows and entityKeys has 2; beside entityKeys it must have as many")]
    [InlineData("""{"records":[{"a":1}],"asOf":"2026-01-01T00:00:00Z"}""", "asOf: needs entityKeys: records are scored as they are")]
    [InlineData("""{"entityKeys":[{"a":1}],"asOf":"2026-01-01"}""", "asOf: must be a point in time with its offset, such as 2026-01-31T12:00:00Z")]
    [InlineData("""{"entityKeys":[{"a":1}],"asOf":"2026-01-01T00:00:00"}""", "asOf: must be a point in time with its offset, such as 2026-01-31T12:00:00Z")]
    [InlineData("""{"records":[{"a":1}],"asOf":"2026-01-01T00:00:00Z","rowAsOf":["2026-01-01T00:00:00Z"],"parameters":{}}""", "asOf: needs entityKeys: records are scored as they are", "rowAsOf: needs entityKeys: records are scored as they are", "parameters: needs entityKeys: records are scored as they are")]
    [InlineData("""{"entityKeys":[{"a":1},{"a":2}],"rowAsOf":["2026-01-01",7],"parameters":{"P":null,"P":[],"Q":1,"Q":2}}""", "rowAsOf[0]: must be a point in time with its offset, such as 2026-01-31T12:00:00Z", "rowAsOf[1]: must be a point in time with its offset, such as 2026-01-31T12:00:00Z", "parameters[P]: must not be null", "parameters[P]: must be a string, a number, true, false or null", "parameters[Q]: is there twice")]
    [InlineData("""{"entityKeys":[{"a":1}],"rowAsOf":{},"parameters":[]}""", "rowAsOf: must be an array of points in time, one for each row of entityKeys", "parameters: must be an object")]
    [InlineData("""{"entityKeys":[{"a":1}],"asOf":{}}""", "asOf: must be a point in time with its offset, such as 2026-01-31T12:00:00Z")]
    [InlineData("""{"records":[{"a":1}],"explain":"yes"}""", "explain: must be true or false")]
    [InlineData("""{"records":[{"a":1}],"explain":[1]}""", "explain: must be true or false")]
    [InlineData("""{"entityKeys":[{"a":1}],"outputs":"label"}""", "outputs: must be an array of output names")]
    [InlineData("""{"entityKeys":[{"a":1}],"outputs":["label",1,""]}""", "outputs: must hold at most 1000 output names", "outputs: must hold at most 1000 output names")]
    public void Read_WrongBody_NamesEveryFault(string json, params string[] faults)
    {
        var failure = Assert.Throws<ServiceException>(() => Read(json));

        Assert.Equal(ErrorReason.InvalidRequest, failure.Reason);
        Assert.Equal(faults, failure.Faults.Select(f => $"{f.Field}: {f.Description}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("""{"records":[{"a":1}]} x""")]
    [InlineData("""{"records":[{"a":1}]}{}""")]
    [InlineData("""{"records":[{"a":1}""")]
    [InlineData("""{"records":[{"a":1,}]}""")]
    [InlineData("""{"records":[{"a":01}]}""")]
    [InlineData("""{"records":[{"a":NaN}]}""")]
    [InlineData("""{"records":/* no */[{"a":1}]}""")]
    [InlineData("""{"x":[[[[[[[[1]]]]]]]]}""")]
    public void Read_NotJson_IsMalformed(string json)
    {
        var failure = Assert.Throws<ServiceException>(() => Read(json));

        Assert.Equal(ErrorReason.MalformedRequest, failure.Reason);
    }

    [Fact]
    public void Read_Malformed_TellsThePlaceAndNotTheContent()
    {
        var failure = Assert.Throws<ServiceException>(() => Read("{\"records\":\n[{\"a\": secret}]}"));

        Assert.Equal("The body is not valid JSON (of at most 8 levels) at line 2, byte 8.", failure.Message);
    }

    [Theory]
    [InlineData("""{"records":[]}""", "records: has 0 rows; must have 1 to 3")]
    [InlineData("""{"records":[{"a":1},{"a":1},{"a":1},{"a":1},{"b":1}]}""", "records: has 5 rows; must have 1 to 3")]
    public void Read_RowCountOutOfRange_HasAReasonOfItsOwn(string json, string fault)
    {
        var failure = Assert.Throws<ServiceException>(() => Read(json, new GatewayOptions { MaxRows = 3 }));

        Assert.Equal(ErrorReason.RowCountOutOfRange, failure.Reason);
        Assert.Equal(fault, $"{failure.Faults[0].Field}: {failure.Faults[0].Description}");
    }

    [Theory]
    [InlineData("""{"records":[{"a":1,"b":1,"c":1}]}""")]
    [InlineData("""{"records":[{"a":1,"b":1},{"a":1,"b":1},{"a":1,"b":1}]}""")]
    [InlineData("""{"records":[{},{},{"a":1,"b":1}]}""")]
    public void Read_MoreColumnsOrValuesThanAllowed_IsRefused(string json)
    {
        var failure = Assert.Throws<ServiceException>(() => Read(json, new GatewayOptions { MaxColumns = 2, MaxValues = 5 }));

        Assert.Equal("records: has more than 2 different field names, or more than 5 values", $"{failure.Faults[0].Field}: {failure.Faults[0].Description}");
    }

    [Fact]
    public void Read_NothingButFaults_EndsAtTheLimit()
    {
        var failure = Assert.Throws<ServiceException>(() => Read($$"""{"records":[{{string.Join(',', Enumerable.Repeat("1", 5_000))}}]}"""));

        Assert.Equal(1_000, failure.Faults.Count);
    }

    [Fact]
    public void Read_FieldsInAnyOrder_FillTheSameColumns()
    {
        var request = Read("""{"records":[{"a":1,"b":"x"},{"b":"y","a":2},{"c":true},{"\u0061":4}]}""");

        Assert.Equal(["a", "b", "c"], request.Records.Columns.Select(c => c.Name));
        Assert.Equal([1L, 2L, 0L, 4L], request.Records.Columns[0].Int64S.Values);
        Assert.Equal([ValueStatus.Present, ValueStatus.Present, ValueStatus.NotFound, ValueStatus.Present], request.Records.Columns[0].Statuses);
        Assert.Equal(["x", "y", "", ""], request.Records.Columns[1].Strings.Values);
        Assert.Equal([false, false, true, false], request.Records.Columns[2].Bools.Values);
    }

    private static ScoreRequest Read(string json, GatewayOptions? limits = null) =>
        ScoreRequestReader.Read(Encoding.UTF8.GetBytes(json), limits ?? new GatewayOptions());
}
