using System.Text;
using System.Text.Json;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Tests.Scores;

public sealed class PredictionWriterTests
{
    [Fact]
    public void Write_Floats_HasTheirShortestDigits() =>
        Assert.Equal("[0.1,16777216]", Written(new PredictionColumn { Width = 2, Floats = new Floats { Values = { 0.1f, 16777216f } } }));

    [Fact]
    public void Write_Doubles_HasTheirShortestDigits() =>
        Assert.Equal("[0.1,0.30000000000000004]", Written(new PredictionColumn { Width = 2, Doubles = new Doubles { Values = { 0.1, 0.1 + 0.2 } } }));

    [Fact]
    public void Write_NumbersThatJsonDoesNotHave_AreTheirNames()
    {
        Assert.Equal(
            """["NaN","Infinity","-Infinity"]""",
            Written(new PredictionColumn { Width = 3, Floats = new Floats { Values = { float.NaN, float.PositiveInfinity, float.NegativeInfinity } } }));
        Assert.Equal(
            """["NaN","Infinity","-Infinity"]""",
            Written(new PredictionColumn { Width = 3, Doubles = new Doubles { Values = { double.NaN, double.PositiveInfinity, double.NegativeInfinity } } }));
    }

    [Fact]
    public void Write_SecondRow_TakesItsPartOfTheValues() =>
        Assert.Equal("[3,4]", Written(new PredictionColumn { Width = 2, Int64S = new Int64s { Values = { 1, 2, 3, 4 } } }, row: 1));

    [Fact]
    public void Write_OneValue_IsAScalar() => Assert.Equal("true", Written(new PredictionColumn { Width = 1, Bools = new Bools { Values = { true } } }));

    [Fact]
    public void Write_OneClass_IsAnObject() =>
        Assert.Equal("""{"churn":1}""", Written(new PredictionColumn { Width = 1, Classes = { "churn" }, Int64S = new Int64s { Values = { 1 } } }));

    private static string Written(PredictionColumn column, int row = 0)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            PredictionWriter.Write(json, column, row);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
