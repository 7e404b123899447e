namespace FedMl.Training.Templates;

public sealed class TemplateReaderTests
{
    [Fact]
    public void Read_WholeTemplate_IsAllOfIt()
    {
        var (template, name, faults) = TemplateReader.Read("t.yaml", """
            name: churn
            description: Who leaves
            paused: true
            model: churn-model
            command: [trainer, --seed, "{parameters.seed}", --data, "{inputs.rows}", --holdout, "{inputs.rows.holdOut}", "{outputs}/x", "{{literal}}"]
            parameters:
              - { name: seed, default: "1", pattern: "[0-9]+" }
            inputs:
              - { name: rows, view: customers, features: [a, b], asOf: 2026-01-31T12:00:00Z, holdOut: 5, where: [ { feature: a }, { feature: b, is: [x, y] } ] }
              - { name: whole, view: customers, format: arrow }
            limits: { time: 30m, memory: 2Gi, disk: 512Mi }
            """);

        Assert.Empty(faults);
        Assert.Equal("churn", name);
        Assert.Equal(("Who leaves", "churn-model", true), (template!.Description, template.Model, template.IsPaused));
        Assert.Equal(new TemplateParameter("seed", "1", "[0-9]+"), Assert.Single(template.Parameters));
        var rows = template.Inputs[0];
        Assert.Equal(("customers", InputFormat.Csv, 5, new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)), (rows.View, rows.Format, rows.HoldOut, rows.AsOf));
        Assert.Equal(["a", "b"], rows.Features);
        Assert.Equal([0, 2], rows.Where.Select(filter => filter.Is.Count));
        Assert.Equal(InputFormat.Arrow, template.Inputs[1].Format);
        Assert.Equal(new TemplateLimits(TimeSpan.FromMinutes(30), 2L << 30, 512L << 20), template.Limits);
    }

    [Fact]
    public void Read_ManyFaults_NamesAllWithTheirLines()
    {
        var (template, _, faults) = TemplateReader.Read("t.yaml", """
            name: "no name"
            paused: perhaps
            command: [trainer, "{inputs.other}", "{", "{parameters.seed}"]
            callback: http://169.254.169.254/
            parameters:
              - { name: seed, default: "x", pattern: "[0-9]+" }
              - { name: bad, default: "", pattern: "(?<=x)y" }
            inputs:
              - { name: rows, view: v, format: parquet, asOf: yesterday, holdOut: 1 }
              - { name: rows, view: v, format: arrow, holdOut: 5 }
            limits: { time: 22d, memory: 1Mb, disk: 0Mi }
            """);

        Assert.Null(template);
        Assert.All(faults, fault => Assert.Equal("t.yaml", fault.File));
        (int, string)[] expected =
        [
            (1, "name must be"), (2, "paused must be"), (3, "{inputs.other} is none of outputs, inputs.rows"), (3, "a brace"), (4, "has no field 'callback'"),
            (6, "default is not what its pattern takes"), (7, "default must not be empty"), (7, "no regular expression"), (9, "inputs names rows 2 times"),
            (9, "format must be csv or arrow"), (9, "asOf must be"), (9, "holdOut must be a whole number from 2 to 100"), (10, "need the format csv"),
            (11, "time must be"), (11, "memory must be"), (11, "disk must be"),
        ];
        Assert.All(expected, e => Assert.Contains(faults, fault => fault.Line == e.Item1 && fault.Description.Contains(e.Item2, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Count);
    }

    [Theory]
    [InlineData("limits: { time: 21d }", null)]
    [InlineData("limits: { memory: 16Ti }", null)]
    [InlineData("limits: { memory: 17Ti }", "memory must be a whole number from 1 on and one of Mi, Gi, Ti, together at most 16Ti")]
    [InlineData("description: [a]", "description must be a single value")]
    [InlineData("inputs: []", "inputs must be a list that is not empty")]
    public void Read_AtItsLimits_TakesOrNames(string line, string? fault)
    {
        var (template, _, faults) = TemplateReader.Read("t.yaml", $"name: t\ncommand: [x]\n{line}\n");

        Assert.Equal(fault is null, template is not null);
        Assert.Equal(fault is null ? 0 : 1, faults.Count(f => f.Description.Contains(fault ?? "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("$(reboot)", false)]
    [InlineData("1\n2", false)]
    [InlineData("", false)]
    public void Takes_ValueOfAParameter_AsAWholeOnly(string value, bool taken) => Assert.Equal(taken, new TemplateParameter("n", "0", "[0-9]+").Takes(value));

    [Fact]
    public void Takes_ValueAtItsLongest_AndNotLonger()
    {
        var any = new TemplateParameter("n", "0", ".*");

        Assert.True(any.Takes(new string('x', TemplateParameter.MaxValue)));
        Assert.False(any.Takes(new string('x', TemplateParameter.MaxValue + 1)));
    }

    [Theory]
    [InlineData("{parameters.a}{{{outputs}}}", "{outputs}{O}")]
    [InlineData("{parameters.a}", "{outputs}")]
    public void Fill_ValueThatLooksLikeAPlaceholder_IsLeftAlone(string argument, string filled) =>
        Assert.Equal(filled, Placeholders.Fill(argument, name => name == Placeholders.Outputs ? "O" : "{outputs}"));
}
