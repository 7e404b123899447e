namespace FedMl.Models.Folder;

public sealed class AliasFileTests
{
    [Fact]
    public void Parse_FlatMap_TakesVersionsAsText()
    {
        var aliases = AliasFile.Parse("champion: 1.10\nchallenger: '007'\n");

        Assert.Equal("1.10", aliases["champion"]);
        Assert.Equal("007", aliases["challenger"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("{}")]
    [InlineData("---\n")]
    public void Parse_Nothing_IsEmpty(string text) => Assert.Empty(AliasFile.Parse(text));

    [Theory]
    [InlineData("champion: [1", "not YAML")]
    [InlineData("champion: [", "")]
    [InlineData("default: [", "")]
    [InlineData("%", "not YAML")]
    [InlineData("- champion", "not a map")]
    [InlineData("champion", "not a map")]
    [InlineData("a: 1\na: 2", "line 2: a is there twice")]
    [InlineData("a: { b: 1 }", "line 1: an alias and its version must be")]
    [InlineData("a: 1\n../x: 1", "line 2: an alias and its version must be")]
    [InlineData("a: ../x", "line 1: an alias and its version must be")]
    [InlineData("a:", "line 1: an alias and its version must be")]
    [InlineData("a: &x 1\nb: *x", "line 2: an alias and its version must be")]
    [InlineData("a: 1\n---\nb: 2", "more than one document")]
    public void Parse_Faulty_NamesTheFault(string text, string fault)
    {
        var exception = Assert.Throws<FormatException>(() => AliasFile.Parse(text));

        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralFaults_NamesAll()
    {
        var exception = Assert.Throws<FormatException>(() => AliasFile.Parse("a: 1\n-b: 1\nc: /\n"));

        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", exception.Message, StringComparison.Ordinal);
    }
}
