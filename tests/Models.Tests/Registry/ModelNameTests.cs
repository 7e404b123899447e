namespace FedMl.Models.Registry;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("iris", true)]
    [InlineData("1.10", true)]
    [InlineData("A_b-c.9", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a%2e", false)]
    [InlineData("a\0", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    public void IsValid_Name_TellsItsForm(string name, bool isValid) => Assert.Equal(isValid, ModelName.IsValid(name));

    [Fact]
    public void IsValid_Length_EndsAt128()
    {
        Assert.True(ModelName.IsValid(new string('a', 128)));
        Assert.False(ModelName.IsValid(new string('a', 129)));
    }

    [Theory]
    [InlineData("model.onnx", true)]
    [InlineData("weights/layer 1.bin", true)]
    [InlineData("", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a//b", false)]
    [InlineData("./a", false)]
    [InlineData("../a", false)]
    [InlineData("a/../../b", false)]
    [InlineData("a\\..\\b", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\nb", false)]
    public void ArtifactPathIsValid_Path_TellsItsForm(string path, bool isValid) => Assert.Equal(isValid, ArtifactPath.IsValid(path));
}
