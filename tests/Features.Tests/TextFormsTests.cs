using System.Globalization;
using CsCheck;
using FedMl.Features.Columns;

namespace FedMl.Features.Tests;

public sealed class TextFormsTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-1.50", true)]
    [InlineData("+00012.000", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData(".5", false)]
    [InlineData("5.", false)]
    [InlineData("1.2.3", false)]
    [InlineData("--1", false)]
    [InlineData("1e5", false)]
    [InlineData(" 1", false)]
    [InlineData("1\n", false)]
    [InlineData("١", false)]
    public void IsPlainDecimal_IsSignDigitsPointDigits(string text, bool expected) => Assert.Equal(expected, TextForms.IsPlainDecimal(text));

    [Fact]
    public void TryReadDay_AnyDate_IsRead() => Gen.Int[0, DateOnly.MaxValue.DayNumber].Sample(day =>
    {
        Assert.True(TextForms.TryReadDay(DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var read));
        Assert.Equal(day, read);
    });

    [Fact]
    public void TryReadDay_AnyText_IsReadWhereTheStandardLibraryReadsIt() => Gen.Char["0123-9"].Array[10].Select(text => new string(text)).Sample(
        text => Assert.Equal(DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), TextForms.TryReadDay(text, out _)),
        iter: 100_000);

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2024-02-30")]
    [InlineData("0000-01-01")]
    [InlineData("2024-13-01")]
    [InlineData("2024-00-01")]
    [InlineData("2024-01-00")]
    [InlineData("2024-1-01")]
    [InlineData("2024-01-011")]
    [InlineData("2024/01/01")]
    [InlineData("٢٠٢٤-01-01")]
    [InlineData("")]
    public void TryReadDay_NoDate_IsRefused(string text) => Assert.False(TextForms.TryReadDay(text, out _));
}
