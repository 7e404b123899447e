using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

public sealed class AliasTagsTests
{
    [Theory]
    [InlineData("3", "3")]
    [InlineData(" 3 ", "3")]
    [InlineData("latest", "9")]
    [InlineData("azureml:iris:3", "3")]
    [InlineData("azureml:iris@latest", "9")]
    [InlineData("azureml://registries/acme/models/iris/versions/3", "3")]
    [InlineData("azureml://registries/acme/models/iris/labels/latest", "9")]
    [InlineData("azureml://registries/other/models/iris/versions/3", null)]
    [InlineData("azureml:other:3", null)]
    [InlineData("../3", null)]
    [InlineData("", null)]
    public void Of_TagOnTheModel_NamesAVersion(string value, string? expected)
    {
        var faults = new List<RegistryFault>();

        var aliases = AliasTags.Of("acme", Model(("fedml.alias.champion", value)), [], faults);

        Assert.Equal(expected, aliases.GetValueOrDefault("champion"));
        Assert.Equal(expected is null, faults.Count == 1);
    }

    [Fact]
    public void Of_TagsOnVersions_CountLessThanTheModels()
    {
        var faults = new List<RegistryFault>();

        var aliases = AliasTags.Of(
            "acme", Model(("fedml.alias.champion", "1"), ("owner", "x")),
            [Version("1", "challenger", "true"), Version("2", "champion", "true"), Version("3", "challenger", "yes"), Version("4", "old", "false")], faults);

        Assert.Equal([("challenger", "1"), ("champion", "1")], aliases.Select(a => (a.Key, a.Value)).Order());
        Assert.Equal("is on version 3 too; it stands for 1", Assert.Single(faults).Text);
    }

    [Fact]
    public void Of_MoreThanTheLimitOrMisnamed_AreReported()
    {
        var faults = new List<RegistryFault>();

        var aliases = AliasTags.Of(
            "acme", Model([("fedml.alias.a b", "1"), .. Enumerable.Range(0, 101).Select(i => ($"fedml.alias.a{i}", "1"))]), [], faults);

        Assert.Equal(100, aliases.Count);
        Assert.Equal(2, faults.Count);
    }

    private static ModelContainer Model(params (string Key, string Value)[] tags) =>
        new("iris", new ModelContainerProperties("9", false, tags.ToDictionary(t => t.Key, t => (string?)t.Value), null));

    private static ModelVersionAnswer Version(string name, string alias, string value) =>
        new("id", name, new ModelVersionProperties("uri", "custom_model", false, false, new() { [$"fedml.alias.{alias}"] = value }, null), null);
}
