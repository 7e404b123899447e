using System.Globalization;
using System.Text;

namespace FedMl.Benchmarks.Scoring;

/// <summary>The tables that a run ends with.</summary>
internal static class Report
{
    public static string Write(ScoringPlan plan, Machine machine, Rounds rounds)
    {
        var text = new StringBuilder();
        text.AppendLine(machine.Text);
        text.AppendLine(CultureInfo.InvariantCulture, $"{plan.Rounds} rounds of {plan.Seconds} s a cell, medians over rounds; load average {machine.Load} before the run");
        if (machine.IsBusy)
        {
            text.AppendLine("NOISY: something else kept the machine busy before the run; trust no figure.");
        }

        foreach (var model in BenchmarkModel.All.Where(m => plan.Models.Contains(m.Name)))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{model.Name}: {model.Title}");
            AppendTable(text, rounds, [.. CellPlan.Cells(plan).Where(c => c.Model == model.Name)]);
        }

        AppendTargets(text, Targets.Of(plan), rounds);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, Rounds rounds, IReadOnlyList<Cell> cells)
    {
        text.AppendLine(
            "batch  in flight  server                            transport    requests/s  [min .. max]          CPU µs   p50 µs   p99 µs  alloc B   gen µs  ÷in proc.  ÷echo  ÷naive");
        foreach (var cell in cells)
        {
            var place = string.Create(
                CultureInfo.InvariantCulture,
                $"{cell.Batch,5}  {$"{cell.Connections}×{cell.Streams}",9}  {cell.Server + (cell.IsOpenLoop ? $", {cell.Offered} ×" : ""),-32}  {TransportOf(cell),-11}");
            text.AppendLine(rounds.Of(cell).Count == 0 ? $"{place}  not measured: {rounds.Failures.GetValueOrDefault(cell)}" : place + Figures(rounds, cell) + Remark(rounds, cell));
        }
    }

    private static string TransportOf(Cell cell) => cell.IsInProcess ? "" : cell.Transport.ToString();

    private static string Figures(Rounds rounds, Cell cell)
    {
        var measured = rounds.Of(cell);
        var allocated = measured.All(m => m.AllocatedBytes is not null) ? rounds.Median(cell, m => m.AllocatedBytes!.Value).ToString("0", CultureInfo.InvariantCulture) : "-";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {rounds.Median(cell, m => m.RequestsPerSecond),10:0}  {$"[{measured.Min(m => m.RequestsPerSecond):0} .. {measured.Max(m => m.RequestsPerSecond):0}]",-20}  {rounds.Median(cell, m => m.ServerCpu),7:0.0}{(rounds.IsNoisy(cell) ? "~" : " ")} {rounds.Median(cell, m => m.Load.P50),7:0}  {rounds.Median(cell, m => m.Load.P99),7:0}  {allocated,7}  {Generator(rounds, cell),7}  {Ratio(rounds, cell, CellPlan.InProcess(cell.Model, cell.Batch, cell.InFlight == 1 ? 1 : Environment.ProcessorCount)),9}  {Ratio(rounds, cell, CellPlan.Grpc(ServerName.Echo, cell.Model, cell.Batch, cell.InFlight)),5}  {Ratio(rounds, cell, CellPlan.Grpc(ServerName.Naive, cell.Model, cell.Batch, cell.InFlight)),6}");
    }

    // In process the generator's time is the server's.
    private static string Generator(Rounds rounds, Cell cell) =>
        TransportOf(cell).Length == 0 ? "" : rounds.Median(cell, m => m.Load.GeneratorCpu).ToString("0.0", CultureInfo.InvariantCulture);

    // Part of the latencies of an open loop: the generator shares the cores.
    private static string Remark(Rounds rounds, Cell cell) => cell switch
    {
        { IsOverload: true } => string.Create(
            CultureInfo.InvariantCulture,
            $"refused {rounds.Median(cell, m => m.Load.Refused / m.Load.Seconds):0}/s, never started {rounds.Median(cell, m => m.Load.Unsent / m.Load.Seconds):0}/s"),
        { IsOpenLoop: true } => string.Create(CultureInfo.InvariantCulture, $"of which p99 of late starts {rounds.Median(cell, m => m.Load.StartDelayP99):0} µs"),
        _ => "",
    };

    private static string Ratio(Rounds rounds, Cell cell, Cell to) =>
        cell.IsOpenLoop ? "" : rounds.Median([cell, to], m => m[0].RequestsPerSecond / m[1].RequestsPerSecond)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";

    private static void AppendTargets(StringBuilder text, IReadOnlyList<Target> targets, Rounds rounds)
    {
        text.AppendLine().AppendLine("targets (~: the processor time of a cell varied by more than a quarter between rounds)");
        foreach (var target in targets)
        {
            var value = rounds.Median(target.Cells, target.Value);
            var verdict = value switch
            {
                null => "not measured: " + target.Cells.Select(c => rounds.Failures.GetValueOrDefault(c)).FirstOrDefault(reason => reason is not null),
                { } figure when target.IsMetBy(figure) => "met",
                _ => "MISSED",
            };
            var figures = string.Create(CultureInfo.InvariantCulture, $"{value,9:0.00} {(target.AtLeast ? "≥" : "≤")} {target.Limit,7:0.00} {target.Unit,-2}");
            text.AppendLine(CultureInfo.InvariantCulture, $"{target.Name,-68} {figures} {verdict}{(target.Cells.Any(rounds.IsNoisy) ? " ~" : "")}");
        }
    }
}
