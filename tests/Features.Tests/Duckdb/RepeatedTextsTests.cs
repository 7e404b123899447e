using System.Text;
using CsCheck;
using FedMl.Features.Duckdb;

namespace FedMl.Features.Tests.Duckdb;

public sealed class RepeatedTextsTests
{
    private readonly RepeatedTexts texts = new();

    [Fact]
    public void Of_AnyTextsInAnyOrder_AreThemselves() => Gen.OneOf(Gen.String, Gen.Int[0, 5000].Select(i => $"category {i}"), Gen.Int[0, 300].Select(i => $"{i}")).Sample(
        text => Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), texts.Of(Encoding.UTF8.GetBytes(text), out _)),
        iter: 100_000,
        threads: 1);

    [Fact]
    public void Of_ATextThatComesAgain_IsMadeOnce()
    {
        var first = texts.Of("EUR"u8, out var wasKnown);

        Assert.Same(first, texts.Of("EUR"u8, out var isKnown));
        Assert.Equal((false, true), (wasKnown, isKnown));
    }
}
