using FedMl.Features.Datasphere.Rows;

namespace FedMl.Features.Tests.Datasphere;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-12.340", "-12.340")]
    [InlineData("1E0", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("-1.5E+2", "-150")]
    [InlineData("1.5e-7", "0.00000015")]
    [InlineData("12345678901234567890.12345e5", "1234567890123456789012345")]
    [InlineData("12.5e-1", "1.25")]
    [InlineData("0e5", "0")]
    [InlineData("100E-2", "1.00")]
    public void Plain_Number_KeepsEachDigit(string number, string expected) => Assert.Equal(expected, DecimalText.Plain(number));

    [Fact]
    public void Plain_ExponentAtTheLimit_IsWrittenOut()
    {
        Assert.Equal("1" + new string('0', 6200), DecimalText.Plain("1e6200"));
        Assert.Null(DecimalText.Plain("1e6201"));
        Assert.Null(DecimalText.Plain("1e-6201"));
        Assert.Null(DecimalText.Plain("1e99999999999"));
    }
}
