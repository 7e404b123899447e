using System.Globalization;
using Spectre.Console;

namespace FedMl.BatchScoring.Progress;

/// <summary>Shows how far a job is: a bar on a terminal, else a line now and then.</summary>
internal static class ProgressView
{
    private static readonly TimeSpan BarPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);

    /// <summary>Shows it until the work ends, and once more then.</summary>
    public static async Task ShowAsync(JobFigures figures, TextWriter output, bool isTerminal, TimeProvider time, Func<Task> work)
    {
        if (isTerminal)
        {
            await ShowBarAsync(figures, output, time, work);
        }
        else
        {
            await ShowLinesAsync(figures, output, time, work);
        }
    }

    /// <summary>The figures as a line.</summary>
    public static string LineOf(JobFigures figures)
    {
        var total = figures.Total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0}") : "";
        var left = figures.Left is { } time && figures.Done < figures.Total ? $", {Math.Ceiling(time.TotalSeconds)} s left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{figures.Done:N0}{total} rows, {figures.Rate:N0} rows/s, {figures.Rejected:N0} rejected{left}");
    }

    private static async Task ShowLinesAsync(JobFigures figures, TextWriter output, TimeProvider time, Func<Task> work)
    {
        var working = work();
        try
        {
            while (true)
            {
                using var ended = new CancellationTokenSource();
                if (await Task.WhenAny(working, Task.Delay(LinePeriod, time, ended.Token)) == working)
                {
                    await ended.CancelAsync();
                    break;
                }

                await output.WriteLineAsync(LineOf(figures));
            }
        }
        finally
        {
            await output.WriteLineAsync(LineOf(figures));
        }

        await working;
    }

    private static async Task ShowBarAsync(JobFigures figures, TextWriter output, TimeProvider time, Func<Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        await console.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask("", maxValue: Math.Max(1, figures.Total ?? 1));
            bar.IsIndeterminate = figures.Total is null;
            var working = work();
            do
            {
                bar.Value = Math.Min(bar.MaxValue, figures.Done);
                bar.Description = Markup.Escape(LineOf(figures));
            }
            while (await Task.WhenAny(working, Task.Delay(BarPeriod, time)) != working);
            bar.Value = Math.Min(bar.MaxValue, figures.Done);
            bar.Description = Markup.Escape(LineOf(figures));
            await working;
        });
    }
}
