using FedMl.ServiceDefaults.Errors;

namespace FedMl.ServiceDefaults.Tests.Errors;

public sealed class TrailersOnlyTests
{
    [Theory]
    [InlineData("1000 requests wait already.", "1000 requests wait already.")]
    [InlineData("100 %", "100 %25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("zwölf…", "zw%C3%B6lf%E2%80%A6")]
    [InlineData("", "")]
    public void Escape_LeavesOnlyPrintableAscii(string message, string expected)
    {
        var escaped = TrailersOnly.Escape(message);
        Assert.Equal(expected, escaped);
        Assert.Equal(message, Uri.UnescapeDataString(escaped));
    }
}
