using System.Text;

namespace FedMl.SampleTrainer.Tests;

public sealed class TrainingCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fedml-trainer-");
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Theory]
    [InlineData(Trained.Iris)]
    [InlineData(Trained.BreastCancer)]
    public void Run_Twice_WritesTheSameBytes(string model)
    {
        Assert.Equal(0, Run("--data", Trained.DataPath(model), "--model", model, "--output", At("a"), "--seed", "7"));
        Assert.Equal(0, Run($"--data={Trained.DataPath(model)}", $"--model={model}", $"--output={At("b")}", "--seed=7"));

        string[] files = ["metrics.json", "model-card.md", "model.onnx", "samples.json", "signature.yaml"];
        Assert.Equal(files, Directory.GetFiles(At("a")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(At("a"), file)), File.ReadAllBytes(Path.Combine(At("b"), file))));
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public void Run_AnotherSeed_GivesOtherMetrics()
    {
        Run("--data", Trained.DataPath(Trained.Iris), "--model", "iris", "--output", At("a"), "--seed", "1");
        Run("--data", Trained.DataPath(Trained.Iris), "--model", "iris", "--output", At("b"), "--seed", "2");

        Assert.NotEqual(File.ReadAllText(Path.Combine(At("a"), "metrics.json")), File.ReadAllText(Path.Combine(At("b"), "metrics.json")));
    }

    [Fact]
    public void Run_DataOfOnesOwn_ClaimsNoPublishedSource()
    {
        File.WriteAllLines(At("own.csv"), File.ReadAllLines(Trained.DataPath(Trained.Iris)).Take(101));

        Assert.Equal(0, Run("--data", At("own.csv"), "--model", "iris", "--output", At("a")));

        var card = File.ReadAllText(Path.Combine(At("a"), "model-card.md"));
        Assert.DoesNotContain("Fisher", card, StringComparison.Ordinal);
        Assert.Contains("--data FILE.csv", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithRowsHeldOut_ScoresTheModelOnThem()
    {
        var lines = File.ReadAllLines(Trained.DataPath(Trained.Iris));
        File.WriteAllLines(At("rows.csv"), lines.Where((_, i) => i == 0 || i % 5 != 1));
        File.WriteAllLines(At("held.csv"), lines.Where((_, i) => i == 0 || i % 5 == 1));

        Assert.Equal(0, Run("--data", At("rows.csv"), "--holdout", At("held.csv"), "--model", "iris", "--output", At("a")));

        using var metrics = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(At("a"), "metrics.json")));
        var held = metrics.RootElement.GetProperty("holdOut");
        Assert.Equal((120, 30), (metrics.RootElement.GetProperty("rows").GetInt32(), held.GetProperty("rows").GetInt32()));
        Assert.InRange(held.GetProperty("accuracy").GetDouble(), 0.9, 1);
        Assert.Contains("30 more rows were held out: accuracy 0.9", File.ReadAllText(Path.Combine(At("a"), "model-card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithRowsHeldOutOfAnotherClass_NamesIt()
    {
        var lines = File.ReadAllLines(Trained.DataPath(Trained.Iris));
        File.WriteAllLines(At("held.csv"), [lines[0], lines[1].Replace("setosa", "tulip", StringComparison.Ordinal)]);
        File.WriteAllText(At("empty.csv"), lines[0]);

        Assert.Equal(1, Run("--data", Trained.DataPath(Trained.Iris), "--holdout", At("held.csv"), "--model", "iris", "--output", At("a")));
        Assert.Equal(1, Run("--data", Trained.DataPath(Trained.Iris), "--holdout", At("empty.csv"), "--model", "iris", "--output", At("a")));

        Assert.Contains("class 'tulip' of the rows held out is none of setosa, versicolor, virginica", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("no rows are held out", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EveryArgumentWrong_NamesThemAllAndWritesNothing()
    {
        File.WriteAllText(At("a-file"), "");

        var exit = Run("--data", At("none.csv"), "--model", "tulip", "--output", At("a-file"), "--seed", "-1", "--epochs=3", "--model", "iris");

        Assert.Equal(1, exit);
        Assert.Equal(
            [
                "error: '--epochs=3' is none of --data, --holdout, --model, --output, --seed",
                "error: --model: given more than once",
                $"error: --data: there is no file '{At("none.csv")}'",
                "error: --model: 'tulip' is none of iris, breast-cancer",
                $"error: --output: '{At("a-file")}' is a file, not a folder",
                $"error: --seed: '-1' is not a whole number from 0 to {int.MaxValue}",
            ],
            ErrorLines());
    }

    [Fact]
    public void Run_NoArguments_NamesEveryRequiredOne()
    {
        Assert.Equal(1, Run());
        Assert.Equal(
            ["error: --data: a value is required", "error: --model: a value is required", "error: --output: a value is required"],
            ErrorLines());
    }

    [Fact]
    public void Run_FaultyData_NamesTheFaultsAndWritesNothing()
    {
        File.WriteAllText(At("bad.csv"), "sample_id,sepal_length\n1,x\n");

        var exit = Run("--data", At("bad.csv"), "--model", "iris", "--output", At("a"));

        Assert.Equal(1, exit);
        Assert.Contains("error: line 1: column 'species' is missing", ErrorLines());
        Assert.Contains("error: line 2: column 'sepal_length' is not a finite number", ErrorLines());
        Assert.False(Directory.Exists(At("a")));
    }

    [Fact]
    public void Run_DataThatIsNotUtf8_SaysSo()
    {
        File.WriteAllText(At("bad.csv"), File.ReadAllText(Trained.DataPath(Trained.Iris)), Encoding.Unicode);

        Assert.Equal(1, Run("--data", At("bad.csv"), "--model", "iris", "--output", At("a")));
        Assert.Equal(["error: --data: the file is not UTF-8 text"], ErrorLines());
    }

    [Fact]
    public void Run_DataWithByteOrderMark_IsRead()
    {
        File.WriteAllText(At("bom.csv"), File.ReadAllText(Trained.DataPath(Trained.Iris)), Encoding.UTF8);

        Assert.Equal(0, Run("--data", At("bom.csv"), "--model", "iris", "--output", At("a")));
    }

    [Fact]
    public void Run_OutputInsideAFile_NamesThePathAsGiven()
    {
        File.WriteAllText(At("a-file"), "");
        var given = Path.GetRelativePath(Environment.CurrentDirectory, At("a-file/sub"));

        Assert.Equal(1, Run("--data", Trained.DataPath(Trained.Iris), "--model", "iris", "--output", given));
        var error = Assert.Single(ErrorLines());
        Assert.StartsWith("error: --output: the files cannot be written: ", error, StringComparison.Ordinal);
        Assert.Contains($"'{given}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Help_PrintsTheUsage()
    {
        Assert.Equal(0, Run("--help"));
        Assert.Contains("--model NAME      iris or breast-cancer", output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
        output.Dispose();
        errors.Dispose();
    }

    private int Run(params string[] args) => TrainingCommand.Run(args, output, errors);

    private string At(string name) => Path.Combine(folder.FullName, name);

    private string[] ErrorLines() => errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
