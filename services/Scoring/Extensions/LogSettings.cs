using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Telemetry;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Asked = FedMl.Protos.Inference.LogSettingsRequest.Types.SettingValue;
using Told = FedMl.Protos.Inference.LogSettingsResponse.Types.SettingValue;

namespace FedMl.Scoring.Extensions;

/// <summary>Extension <c>logging</c>: which levels of this service's log are written. It goes to the console only.</summary>
internal sealed class LogSettings(LogSwitches switches, IOptions<ConsoleLoggerOptions> console, IOptions<ScoringOptions> options, ILogger<LogSettings> logger)
{
    private const string Information = "log_info";
    private const string Warning = "log_warning";
    private const string Error = "log_error";
    private const string Verbosity = "log_verbose_level";
    private const string File = "log_file";
    private const string Format = "log_format";

    /// <summary>Changes the settings asked for, all or none, and tells all.</summary>
    /// <exception cref="ServiceException">DISABLED, or INVALID_REQUEST with all faults.</exception>
    public LogSettingsResponse Answer(LogSettingsRequest request)
    {
        if (request.Settings.Count > 0)
        {
            SettingFaults.RefuseUnless(options.Value.WritableSettings, "Log");
            switches.Set(Changed(request.Settings));
        }

        var levels = LogLevels.Of(logger);
        return new LogSettingsResponse
        {
            Settings =
            {
                [File] = new Told { StringParam = "" },
                [Information] = new Told { BoolParam = levels.Information },
                [Warning] = new Told { BoolParam = levels.Warning },
                [Error] = new Told { BoolParam = levels.Error },
                [Verbosity] = new Told { Uint32Param = (uint)levels.Verbosity },
                [Format] = new Told { StringParam = console.Value.FormatterName ?? "" },
            },
        };
    }

    private LogLevels Changed(MapField<string, Asked> settings)
    {
        var faults = new SettingFaults("log");
        var levels = LogLevels.Of(logger);
        foreach (var (name, setting) in settings)
        {
            levels = name switch
            {
                Information => levels with { Information = Flag(name, setting, faults) },
                Warning => levels with { Warning = Flag(name, setting, faults) },
                Error => levels with { Error = Flag(name, setting, faults) },
                Verbosity => levels with { Verbosity = Level(name, setting, faults) },
                _ => Refuse(name, levels, faults),
            };
        }

        faults.Throw();
        return levels;
    }

    private static bool Flag(string name, Asked setting, SettingFaults faults)
    {
        if (setting.ParameterChoiceCase != Asked.ParameterChoiceOneofCase.BoolParam)
        {
            faults.Add(name, "must be true or false");
        }

        return setting.BoolParam;
    }

    private static int Level(string name, Asked setting, SettingFaults faults)
    {
        if (setting.ParameterChoiceCase != Asked.ParameterChoiceOneofCase.Uint32Param)
        {
            faults.Add(name, "must be a whole number that is not negative");
        }

        return (int)Math.Min(setting.Uint32Param, 2);
    }

    private static LogLevels Refuse(string name, LogLevels levels, SettingFaults faults)
    {
        faults.Add(name, name is File or Format ? "cannot be changed: the log goes to the console" : "is no log setting");
        return levels;
    }
}
