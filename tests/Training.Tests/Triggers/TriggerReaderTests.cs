using FedMl.Training.Templates;

namespace FedMl.Training.Triggers;

public sealed class TriggerReaderTests
{
    [Fact]
    public void Read_WholeTriggers_IsAllOfThem()
    {
        var (template, _, faults) = TemplateReader.Read("t.yaml", """
            name: t
            command: [x]
            concurrency: 3
            rate: { jobs: 4, per: 1d }
            triggers:
              schedule: { cron: "0 3 * * 1-5", timeZone: Europe/Berlin }
              events: [ { type: a }, { type: b, source: /s, subject: x } ]
            """);

        Assert.Empty(faults);
        Assert.Equal((3, new RateLimit(4, TimeSpan.FromDays(1)), new Schedule("0 3 * * 1-5", "Europe/Berlin")), (template!.Concurrency, template.Rate, template.Triggers.Schedule));
        Assert.Equal([new EventPattern("a", "", ""), new EventPattern("b", "/s", "x")], template.Triggers.Events);
    }

    [Fact]
    public void Read_ManyFaults_NamesAll()
    {
        var (_, _, faults) = TemplateReader.Read("t.yaml", """
            name: t
            command: [x]
            concurrency: 0
            rate: { jobs: 10001 }
            triggers:
              schedule: { cron: "* * *", timeZone: Mars/Olympus }
              events: [ { source: /s } ]
            """);

        string[] expected = ["concurrency must be", "jobs must be", "per is missing", "cron must have five fields", "timeZone must be", "type is missing"];
        Assert.All(expected, text => Assert.Contains(faults, fault => fault.Description.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Count);
    }
}
