using FedMl.SampleTrainer.Data;

namespace FedMl.SampleTrainer.Tests.Data;

public class DatasetReaderTests
{
    private static readonly string[] Iris = File.ReadAllLines(Trained.DataPath(Trained.Iris));

    [Fact]
    public void Read_ColumnsInAnotherOrder_FollowsTheRecipe()
    {
        var reversed = Iris.Select(line => string.Join(',', line.Split(',').Reverse())).ToList();

        var dataset = Read(reversed);

        Assert.Equal([5.1, 3.5, 1.4, 0.2], dataset.Rows[0].Values);
        Assert.Equal(["setosa", "versicolor", "virginica"], dataset.Classes);
    }

    [Fact]
    public void Read_UnknownMissingAndRepeatedColumns_NamesThemAll()
    {
        var faults = Faults([Iris[0].Replace("petal_width", "petal_colour,petal_length", StringComparison.Ordinal), .. Iris.Skip(1)
            .Select(line => line + ",x")]);

        Assert.Equal(
            [
                "line 1: unknown column 'petal_colour'",
                "line 1: column 'petal_width' is missing",
                "line 1: column 'petal_length' appears 2 times",
            ],
            faults.Take(3));
    }

    [Theory]
    [InlineData("wide")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e300")]
    public void Read_CellThatIsNoNumber_NamesLineAndColumn(string cell)
    {
        var faults = Faults([.. Iris.Take(2), $"000002,4.9,{cell},1.4,0.2,setosa", .. Iris.Skip(3)]);

        Assert.Equal(["line 3: column 'sepal_width' is not a finite number"], faults);
    }

    [Fact]
    public void Read_FaultsOnSeveralLines_NamesThemAll()
    {
        var faults = Faults([Iris[0], "000001,a,b,1.4,0.2,setosa", "000002,4.9", "000003,4.7,3.2,1.3,0.2, ", .. Iris.Skip(4)]);

        Assert.Equal(
            [
                "line 2: column 'sepal_length' is not a finite number",
                "line 2: column 'sepal_width' is not a finite number",
                "line 3: 2 cells where the header has 6",
                "line 4: column 'species' is empty",
            ],
            faults);
    }

    [Fact]
    public void Read_TooFewRowsAndClasses_SaysBoth()
    {
        var faults = Faults([.. Iris.Take(10)]);

        Assert.Equal(
            [
                "the data has 9 rows; at least 30 are needed",
                "the data has 1 classes; iris needs 2 to 100",
                "class 'setosa' has 9 rows; at least 10 are needed",
            ],
            faults);
    }

    [Fact]
    public void Read_NoLabelColumn_SaysOnlyThat()
    {
        var faults = Faults([.. Iris.Select(line => line[..line.LastIndexOf(',')])]);

        Assert.Equal(["line 1: column 'species' is missing"], faults);
    }

    [Fact]
    public void Read_MoreClassesThanTheModelTells_IsAFault()
    {
        var lines = File.ReadAllLines(Trained.DataPath(Trained.BreastCancer));
        string[] three = [.. lines.Take(100), .. lines.Skip(100).Take(50).Select(line => line[..(line.LastIndexOf(',') + 1)] + "unsure")];

        var faults = Assert.Throws<TrainingException>(() => new DatasetReader(Trained.Recipe(Trained.BreastCancer)).Read(three)).Faults;

        Assert.Equal(["the data has 3 classes; breast-cancer needs 2 to 2"], faults);
    }

    [Fact]
    public void Read_ManyFaults_ListsAHundredAndCountsTheRest()
    {
        var faults = Faults([Iris[0], .. Iris.Skip(1).Select(line => line.Replace("setosa", "", StringComparison.Ordinal)), .. Enumerable.Repeat("x", 70)]);

        Assert.Equal(101, faults.Count);
        Assert.Equal("and 20 more faults", faults[^1]);
    }

    [Fact]
    public void Read_NoLines_IsAFault() => Assert.Equal(["the data has no header line"], Faults([]));

    private static Dataset Read(IReadOnlyList<string> lines) => new DatasetReader(Trained.Recipe(Trained.Iris)).Read(lines);

    private static IReadOnlyList<string> Faults(IReadOnlyList<string> lines) =>
        Assert.Throws<TrainingException>(() => Read(lines)).Faults;
}
