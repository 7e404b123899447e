using System.Globalization;
using System.Text.Json.Nodes;

namespace FedMl.BatchScoring.Tests.Jobs;

public sealed class JobTests
{
    [Theory]
    [InlineData("rows.parquet")]
    [InlineData("rows.csv")]
    [InlineData("rows.arrow")]
    public async Task Run_OfAFile_ScoresEachRowOnce(string source)
    {
        using var job = new TestJob(1050, source);

        var outcome = await job.RunAsync();

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(job.Expected(), await job.ReadAsync());
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(job.PathOf("scores/_manifest.json")))!;
        Assert.Equal(1050, (int)manifest["rows"]!);
        Assert.Equal(11, manifest["files"]!.AsArray().Count);
    }

    [Fact]
    public async Task Run_OfAFolder_ScoresItsFilesByName()
    {
        using var job = new TestJob(450, "rows/b.parquet");
        job.WriteSource("rows/_ignored.parquet", 10);
        job.Source = "rows";

        var outcome = await job.RunAsync();

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(job.Expected(), await job.ReadAsync());
    }

    [Fact]
    public async Task Run_OfTypesThatDiffer_IsRefused()
    {
        using var job = new TestJob(10, "rows/a.csv");
        job.WriteSource("rows/b.csv", 10);
        await File.WriteAllTextAsync(job.PathOf("rows/b.csv"), "id,a,region\n1,2,3\n");
        job.Source = "rows";

        var outcome = await job.RunAsync();

        Assert.Equal(1, outcome.Code);
        Assert.Contains("DATA_UNREADABLE: b.csv differs from a.csv: it has no column b.", outcome.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAFileThatIsBroken_IsToldAndLeavesWhatWasWritten()
    {
        using var job = new TestJob(1000, "rows.csv");
        await File.AppendAllTextAsync(job.PathOf("rows.csv"), "0001000,\"not closed");

        var outcome = await job.RunAsync();

        Assert.Equal(1, outcome.Code);
        Assert.Contains("DATA_UNREADABLE: rows.csv, record 1002: a quote is not closed.", outcome.Complaints, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(job.PathOf("scores"), "*.parquet"));
        Assert.False(File.Exists(job.PathOf("scores/_manifest.json")));
    }

    [Fact]
    public async Task Run_OfAFileThatIsNone_IsRefused()
    {
        using var job = new TestJob(10);
        await File.WriteAllTextAsync(job.PathOf("rows.parquet"), "PAR1 and nothing more");

        var outcome = await job.RunAsync();

        Assert.Equal(1, outcome.Code);
        Assert.Contains("DATA_UNREADABLE: rows.parquet cannot be read", outcome.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SourceChangesMeanwhile_Fails()
    {
        using var job = new TestJob(1000, "rows.csv");
        using var process = job.Start(null, "--limits.rowsPerSecond", "200");
        await job.UntilWrittenAsync(process);

        File.SetLastWriteTimeUtc(job.PathOf("rows.csv"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var outcome = await TestJob.EndAsync(process);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("JOB_CHANGED: rows.csv changed while the job ran.", outcome.Complaints, StringComparison.Ordinal);
        Assert.False(File.Exists(job.PathOf("scores/_manifest.json")));
    }

    [Fact]
    public async Task Run_Again_DoesNothingAndSaysSo()
    {
        using var job = new TestJob();
        await job.RunAsync();
        var before = Directory.GetFiles(job.PathOf("scores"), "*.parquet").ToDictionary(f => f, File.GetLastWriteTimeUtc);

        var again = await job.RunAsync();

        Assert.Equal(0, again.Code);
        Assert.Contains("was done already", again.Output, StringComparison.Ordinal);
        Assert.All(before, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WithAnotherSourceModelOrSpecification_IsRefusedAndSaysWhich(bool finished)
    {
        using var job = new TestJob();
        await job.RunAsync(finished ? null : "checkpoint-written@3");
        job.WriteSource(job.Source, 1001);
        job.WriteModel(extra: 20);

        var outcome = await job.RunAsync(null, "--add", "runId");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("JOB_CHANGED", outcome.Complaints, StringComparison.Ordinal);
        Assert.All(["specification: is another", "source: is another", "model: is another"], text => Assert.Contains(text, outcome.Complaints, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_MovedElsewhere_GoesOn()
    {
        using var job = new TestJob();
        await job.RunAsync("checkpoint-written@3");
        Directory.Move(job.PathOf("scores"), job.PathOf("elsewhere"));
        File.Move(job.PathOf("rows.parquet"), job.PathOf("moved.parquet"));
        File.Move(job.PathOf("moved.parquet"), job.PathOf("rows.parquet"));
        job.Sink = "elsewhere";

        Assert.Equal(0, (await job.RunAsync()).Code);
        Assert.Equal(job.Expected(), await job.ReadAsync());
    }

    [Fact]
    public async Task Run_RowsThatCannotBeScored_GoAside()
    {
        using var job = new TestJob(500);
        job.WriteSource(job.Source, 500, row => row switch { 7 => null, 123 => double.NaN, 321 => double.PositiveInfinity, _ => TestJob.ValueOfA(row) });

        var outcome = await job.RunAsync();

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(job.Expected(7, 123, 321), await job.ReadAsync());
        Assert.Equal(
            ["0000007|rows.parquet|7|VALUE_MISSING|a: is null", "0000123|rows.parquet|123|VALUE_MISSING|a: is NaN", "0000321|rows.parquet|321|INPUT_INVALID|a: is infinite"],
            await job.ReadRejectedAsync());
    }

    [Fact]
    public async Task Run_MoreRejectedThanAllowed_EndsConsistentAndGoesOnWithMoreAllowed()
    {
        using var job = new TestJob(500);
        job.WriteSource(job.Source, 500, row => row % 50 == 0 ? null : TestJob.ValueOfA(row));

        var refused = await job.RunAsync(null, "--limits.maxRejectedRows", "3");
        Assert.Equal(3, refused.Code);
        Assert.Contains("TOO_MANY_REJECTED_ROWS: 4 rows cannot be scored", refused.Complaints, StringComparison.Ordinal);
        Assert.False(File.Exists(job.PathOf("scores/_manifest.json")));
        Assert.Equal(3, (await job.RunAsync(null, "--limits.maxRejectedRows", "3")).Code);

        var allowed = await job.RunAsync(null, "--limits.maxRejectedRows", "10");
        Assert.True(allowed.Code == 0, allowed.ToString());
        Assert.Equal(job.Expected([.. Enumerable.Range(0, 10).Select(i => i * 50)]), await job.ReadAsync());
    }

    [Fact]
    public async Task Run_TextThatIsNoNumber_GoesAside()
    {
        using var job = new TestJob(300, "rows.csv");
        var lines = await File.ReadAllLinesAsync(job.PathOf("rows.csv"));
        lines[151] = "0000150,many,0,north";
        await File.WriteAllLinesAsync(job.PathOf("rows.csv"), lines);

        var outcome = await job.RunAsync();

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(job.Expected(150), await job.ReadAsync());
        Assert.Equal(["0000150|rows.csv|150|INPUT_INVALID|a: expected a number, got text"], await job.ReadRejectedAsync());
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("range")]
    public async Task Run_InThreePartitions_FinishesAsOne(string by)
    {
        using var job = new TestJob();
        string[] Part(int index) => ["--partition.count", "3", "--partition.by", by, "--partition.index", index.ToString(CultureInfo.InvariantCulture)];
        await job.RunAsync(null, Part(0));
        await job.RunAsync(null, Part(2));
        var early = await TestJob.EndAsync(TestJob.StartCommand(null, ["finish", .. job.Arguments(Part(0))]));
        Assert.Equal(1, early.Code);
        Assert.Contains("JOB_INCOMPLETE: The job is not whole: partition 1: is not done", early.Complaints, StringComparison.Ordinal);
        var last = await job.RunAsync(null, Part(1));
        Assert.Contains("The job is whole: 1000 rows, 0 rejected, 3 parts.", last.Output, StringComparison.Ordinal);

        var finished = await TestJob.EndAsync(TestJob.StartCommand(null, ["finish", .. job.Arguments(Part(0))]));

        Assert.True(finished.Code == 0, finished.ToString());
        Assert.Equal(job.Expected(), await job.ReadAsync());
        Assert.All(Enumerable.Range(0, 3), i => Assert.NotEmpty(Directory.GetFiles(job.PathOf("scores"), $"part-000{i}-*")));
        await File.WriteAllTextAsync(Directory.GetFiles(job.PathOf("scores"), "*.parquet")[0], "other bytes");
        var broken = await TestJob.EndAsync(TestJob.StartCommand(null, ["finish", .. job.Arguments(Part(0))]));
        Assert.Contains("is not what was written", broken.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Twice_TheSecondIsRefused()
    {
        using var job = new TestJob();
        Directory.CreateDirectory(job.PathOf("scores/_job"));
        using var first = new FileStream(job.PathOf("scores/_job/part-0000-of-0001.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var second = await job.RunAsync();

        Assert.Equal(1, second.Code);
        Assert.Contains("JOB_TAKEN", second.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_AndPlan_WriteNothing()
    {
        using var job = new TestJob();

        var outcome = await job.RunAsync(null, "--explain-plan", "--dry-run");

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Contains("Of the first 10 rows 10 can be scored.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("writes     id utf8, region utf8, score float", outcome.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(job.PathOf("scores")));
    }

    [Fact]
    public async Task Run_WithStamps_WritesThem()
    {
        using var job = new TestJob(3);

        var outcome = await job.RunAsync(null, "--add", "modelVersion,runId,scoredAt", "--run", "night 7", "--carry", "");

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.All(await job.ReadAsync(), row => Assert.Matches(@"^\d{7}\|\d+\|1\|night 7\|2\d{3}-", row));
    }

    [Fact]
    public async Task Run_ThatDoesNotFit_NamesAllFaults()
    {
        using var job = new TestJob();

        var outcome = await job.RunAsync(null, "--keys", "number", "--columns.a", "alpha", "--columns.c", "b", "--carry", "region,score");

        Assert.Equal(2, outcome.Code);
        string[] faults = ["keys: the source has no column number", "columns.a: the source has no column alpha", "columns.c: the model has no such input", "carry: the source has no column score"];
        Assert.All(faults, fault => Assert.Contains(fault, outcome.Complaints, StringComparison.Ordinal));
        Assert.False(Directory.Exists(job.PathOf("scores")));
    }
}
