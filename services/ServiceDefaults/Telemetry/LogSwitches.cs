using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace FedMl.ServiceDefaults.Telemetry;

/// <summary>Levels of this project's own log that are written.</summary>
/// <param name="Information">Whether messages of this level are written; so the next two.</param>
/// <param name="Warning">As above.</param>
/// <param name="Error">As above; critical messages always are.</param>
/// <param name="Verbosity">0: no details, 1: debug, 2: trace too.</param>
public sealed record LogLevels(bool Information, bool Warning, bool Error, int Verbosity)
{
    /// <summary>What is written now.</summary>
    public static LogLevels Of(ILogger logger) => new(
        logger.IsEnabled(LogLevel.Information),
        logger.IsEnabled(LogLevel.Warning),
        logger.IsEnabled(LogLevel.Error),
        logger.IsEnabled(LogLevel.Trace) ? 2 : logger.IsEnabled(LogLevel.Debug) ? 1 : 0);
}

/// <summary>Changes the levels of this project's own log while the host runs; until then configuration decides.</summary>
public sealed class LogSwitches : IPostConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private const string OwnCategories = "FedMl";
    private volatile LogLevels? levels;
    private ConfigurationReloadToken change = new();

    string IOptionsChangeTokenSource<LoggerFilterOptions>.Name => Options.DefaultName;

    public void Set(LogLevels changed)
    {
        levels = changed;
        Interlocked.Exchange(ref change, new ConfigurationReloadToken()).OnReload();
    }

    IChangeToken IOptionsChangeTokenSource<LoggerFilterOptions>.GetChangeToken() => change;

    void IPostConfigureOptions<LoggerFilterOptions>.PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (levels is { } set)
        {
            var least = set.Verbosity switch { 0 => LogLevel.Information, 1 => LogLevel.Debug, _ => LogLevel.Trace };
            options.Rules.Add(new LoggerFilterRule(null, OwnCategories, least, (_, _, level) => level switch
            {
                LogLevel.Information => set.Information,
                LogLevel.Warning => set.Warning,
                LogLevel.Error => set.Error,
                _ => true,
            }));
        }
    }
}
