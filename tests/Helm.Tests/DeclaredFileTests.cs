using NJsonSchema;
using YamlDotNet.Serialization;

namespace FedMl.Helm.Tests;

/// <summary>skaffold.yaml and Chart.yaml against their published schemas, which lie beside the repository where they are at hand.</summary>
public sealed class DeclaredFileTests
{
    private const string Skaffold = "skaffold-v4beta13.schema.json";

    [SchemaFact(Skaffold)]
    public async Task Skaffold_OfThisRepository_IsValid() => Assert.Empty(await FaultsAsync(Skaffold, Read("skaffold.yaml")));

    [SchemaFact(Skaffold)]
    public async Task Skaffold_MisspeltField_IsCaught() =>
        Assert.NotEmpty(await FaultsAsync(Skaffold, Read("skaffold.yaml").Replace("buildCommand", "buildComand", StringComparison.Ordinal)));

    [SchemaFact("chart.schema.json")]
    public async Task Chart_OfThisRepository_IsValid() => Assert.Empty(await FaultsAsync("chart.schema.json", Read("helm/fedml/Chart.yaml")));

    [Fact]
    public void Skaffold_OfThisRepository_SetsEveryImageOfTheChart()
    {
        var values = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Read("helm/fedml/values.yaml"));
        var images = ((Dictionary<object, object>)values["images"]).Keys.Cast<string>();

        Assert.All(images, image => Assert.Contains($"images.{image}: \"{{{{.IMAGE_FULLY_QUALIFIED_fedml_{image}}}}}\"", Read("skaffold.yaml"), StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static async Task<IEnumerable<string>> FaultsAsync(string schema, string yaml)
    {
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml));
        return (await JsonSchema.FromFileAsync(SchemaFactAttribute.PathOf(schema))).Validate(json).Select(fault => fault.ToString());
    }
}

/// <summary>A test that needs a published schema; skipped, with the reason, where it is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SchemaFactAttribute : FactAttribute
{
    public SchemaFactAttribute(string schema)
    {
        if (!File.Exists(PathOf(schema)))
        {
            Skip = $"../shared/crds/extra/{schema} is not there";
        }
    }

    public static string PathOf(string schema) => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "crds", "extra", schema));
}
