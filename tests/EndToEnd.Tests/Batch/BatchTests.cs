namespace FedMl.EndToEnd.Tests.Batch;

/// <summary>Feature view → model → table of predictions, through Features, Models and Scoring; killed and taken up again.</summary>
public sealed class BatchTests(PredictedTables tables) : IClassFixture<PredictedTables>
{
    private const int Killed = 137;
    private static readonly string[] Version = ["--model.version", "1"];

    [Fact]
    public async Task Jobs_KilledAnywhere_WriteEachRowOnce()
    {
        // 1: nobody disturbs it, in this process and by Scoring
        await DoneAsync("plain", ["--sink.table", "PLAIN", "--engine", "embedded", .. Version]);
        await DoneAsync("served", ["--sink.table", "SERVED", "--engine", "service", .. Version]);

        // 2: killed, each table at another step, then called again
        (string Table, string Failpoint)[] kills = [("SCORED", "chunk-scored@3"), ("ACKNOWLEDGED", "batch-acknowledged@2"), ("WRITTEN", "table-written@4"), ("NOTED", "checkpoint-half-written@2")];
        foreach (var (table, failpoint) in kills)
        {
            string[] arguments = ["--sink.table", table, "--engine", "service", .. Version];
            var killed = await tables.RunAsync(table, failpoint, arguments);
            Assert.True(killed.Code == Killed, killed.Said);
            await DoneAsync(table, arguments);
        }

        // 3: in two parts, two processes; Features takes one stream of predictions at a time
        string[] parted = ["--sink.table", "PARTED", "--engine", "embedded", .. Version, "--partition.count", "2", "--partition.index"];
        await Task.WhenAll(DoneAsync("parted", [.. parted, "0"]), DoneAsync("parted", [.. parted, "1"]));

        // 4: another version is promoted in the middle
        string[] promoted = ["--sink.table", "PROMOTED", "--engine", "embedded", "--model.alias", "champion"];
        Assert.Equal(Killed, (await tables.RunAsync("promoted", "checkpoint-written@3", promoted)).Code);
        await File.WriteAllTextAsync(Path.Combine(tables.Models, "iris", "aliases.yaml"), "champion: \"2\"\n");
        await DoneAsync("promoted", promoted);

        // 5: connections to Features are reset
        await using (var proxy = new CuttingProxy(tables.Address))
        {
            await DoneAsync("cut", ["--sink.table", "CUT", "--engine", "embedded", .. Version, "--neighbours.features", proxy.Address.ToString()]);
            Assert.Equal(3, proxy.CutConnections);
        }

        // 6: all tables are the same, each row once
        string[] names = ["PLAIN", "SERVED", .. kills.Select(k => k.Table), "PARTED", "PROMOTED", "CUT"];
        var rows = await tables.ReadAsync(names);
        Assert.Equal(PredictedTables.Rows, rows["PLAIN"].Count);
        Assert.Equal(PredictedTables.Rows, rows["PLAIN"].Select(r => r.Split('|')[0]).Distinct().Count());
        Assert.All(names, name => Assert.Equal(rows["PLAIN"], rows[name]));
    }

    private async Task DoneAsync(string sink, params string[] arguments)
    {
        var (code, said) = await tables.RunAsync(sink, null, arguments);
        Assert.True(code == 0, said);
        Assert.Contains(" 0 rejected", said, StringComparison.Ordinal);
    }
}
