using System.Globalization;
using System.Text;

namespace FedMl.Benchmarks.Scoring;

/// <summary>The tables of <c>--explain</c>.</summary>
internal static class ExplainReport
{
    public static string Write(ScoringPlan plan, Machine machine, IReadOnlyDictionary<(string Model, int Batch), IReadOnlyList<Explanation>> explanations)
    {
        var text = new StringBuilder();
        text.AppendLine(machine.Text);
        text.AppendLine(CultureInfo.InvariantCulture, $"one request in flight, µs; medians over {plan.Rounds} rounds of {plan.Seconds} s a step; load average {machine.Load} before the run");
        foreach (var ((model, batch), rounds) in explanations)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{model}, batch {batch}");
            void Line(string what, Func<Explanation, double> value) =>
                text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-68} {Statistics.Median([.. rounds.Select(value)]),9:0.0}");

            Line("echo of the same bytes", e => e.Echo);
            Line("echo that is busy for as long as the run: what it takes longer", e => e.Waking);
            Line("decode", e => e.Decode);
            Line("wait for its turn", e => e.Queue);
            Line("run in process, one after the other", e => e.InProcess);
            Line("run in Scoring: what it takes longer", e => e.ColdRun);
            Line("encode", e => e.Encode);
            Line("sum", e => e.Sum);
            Line("Scoring, p50", e => e.Scoring);
            Line("Scoring's p50 above echo and run in process", e => e.Gap);
            Line("of which unexplained", e => e.Unexplained);
            text.AppendLine(CultureInfo.InvariantCulture, $"  {"explained of the p50 above the echo's",-68} {Statistics.Median([.. rounds.Select(Share)]),9:P0}");
        }

        return text.ToString();
    }

    private static double Share(Explanation e) => (e.Sum - e.Echo) / (e.Scoring - e.Echo);
}
