using YamlDotNet.RepresentationModel;

namespace FedMl.SampleTrainer.Tests.Samples;

/// <summary>Signature, feature view and alias files of the samples fit the data and each other.</summary>
public class DeclaredFilesTests
{
    [Theory]
    [InlineData(Trained.Iris, "iris.yaml")]
    [InlineData(Trained.BreastCancer, "breast_cancer.yaml")]
    public void FeatureView_OfAModel_DeclaresTheRecipesFeatures(string model, string file)
    {
        var view = Yaml(Path.Combine(Repository.Samples, "feature-views", file));
        var asset = Path.Combine(
            Repository.Samples, "data", view["source"]["space"].ToString(), view["source"]["asset"] + ".csv");

        Assert.Equal(Trained.Recipe(model).FeatureView, view["name"].ToString());
        Assert.Equal(Trained.Recipe(model).Key, view["entity"][0]["key"].ToString());
        Assert.Equal(Path.GetFullPath(Trained.DataPath(model)), Path.GetFullPath(asset));
        Assert.Equal(Trained.Recipe(model).Features, Names(view["features"]));
    }

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Signature_OfAModel_BindsEveryFeatureInOrder(string model)
    {
        var recipe = Trained.Recipe(model);
        var signature = Yaml(Path.Combine(Trained.VersionFolder(model), "signature.yaml"));
        var columns = recipe.Matrix is null ? signature["inputs"] : signature["inputs"][0]["columns"];

        Assert.Equal(recipe.Features, Names(columns));
        Assert.Equal(
            recipe.Features.Select(feature => $"{recipe.FeatureView}:{feature}"),
            ((YamlSequenceNode)columns).Select(column => column["feature"].ToString()));
        Assert.Equal(["label", "probability"], Names(signature["outputs"]));
        Assert.Equal(
            Trained.Job(model).Dataset.Classes,
            ((YamlSequenceNode)signature["outputs"][1]["classes"]).Select(name => name.ToString()));
    }

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Aliases_OfAModel_NameAVersionThatIsThere(string model)
    {
        var folder = Path.Combine(Repository.Samples, "models", model);

        var champion = Yaml(Path.Combine(folder, "aliases.yaml"))["champion"].ToString();

        Assert.True(Directory.Exists(Path.Combine(folder, champion)));
    }

    private static IEnumerable<string> Names(YamlNode list) => ((YamlSequenceNode)list).Select(item => item["name"].ToString());

    private static YamlNode Yaml(string path)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(path);
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }
}
