using FedMl.Scoring.Admission;

namespace FedMl.ScoringEngine.Tests.Admission;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("2H", 7200)]
    [InlineData("3M", 180)]
    [InlineData("4S", 4)]
    [InlineData("250m", 0.25)]
    [InlineData("500u", 0.0005)]
    [InlineData("1000n", 0.000001)]
    [InlineData("99999999S", 99999999)]
    public void Parse_OfEachUnit(string header, double seconds) => Assert.Equal(seconds, GrpcTimeout.Parse(header)?.TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("0S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1.5S")]
    [InlineData("abc")]
    [InlineData("100000000S")]
    [InlineData("2147483647H")]
    public void Parse_OfWhatIsNone_IsNull(string header) => Assert.Null(GrpcTimeout.Parse(header));

    [Theory]
    [InlineData(-1, "1u")]
    [InlineData(0, "1u")]
    [InlineData(0.25, "250000u")]
    [InlineData(99.999999, "99999999u")]
    [InlineData(100, "100000m")]
    [InlineData(1e6, "1000000S")]
    [InlineData(1e10, "99999999S")]
    public void Format_FitsEightDigits(double seconds, string header) => Assert.Equal(header, GrpcTimeout.Format(TimeSpan.FromSeconds(seconds)));
}
