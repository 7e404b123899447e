using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Telemetry;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Asked = FedMl.Protos.Inference.TraceSettingRequest.Types.SettingValue;
using Told = FedMl.Protos.Inference.TraceSettingResponse.Types.SettingValue;

namespace FedMl.Scoring.Extensions;

/// <summary>Extension <c>trace</c>: which requests are traced. Traces go to the collector over OTLP, never to a file.</summary>
internal sealed class TraceSettings(TraceSwitches switches, ModelStore models, IOptions<ScoringOptions> options)
{
    private const string Level = "trace_level";
    private const string Rate = "trace_rate";
    private const string Count = "trace_count";
    private const string File = "trace_file";
    private const string LogFrequency = "log_frequency";
    private const string Off = "OFF";
    private const string Timestamps = "TIMESTAMPS";

    /// <summary>Changes the settings asked for, all or none, and tells all.</summary>
    /// <exception cref="ServiceException">MODEL_NOT_FOUND, DISABLED, NOT_SUPPORTED, or INVALID_REQUEST with all faults.</exception>
    public TraceSettingResponse Answer(TraceSettingRequest request)
    {
        if (request.ModelName.Length > 0)
        {
            _ = models.PublishedVersions(request.ModelName);
        }

        if (request.Settings.Count > 0)
        {
            SettingFaults.RefuseUnless(options.Value.WritableSettings, "Trace");
            RefuseWithoutEffect(request.ModelName);
            switches.Rule = Changed(request.Settings);
        }

        var rule = switches.Rule;
        return new TraceSettingResponse
        {
            Settings =
            {
                [Level] = new Told { Value = { rule.IsOn ? Timestamps : Off } },
                [Rate] = Tell(rule.Rate),
                [Count] = Tell(rule.Count),
                [LogFrequency] = Tell(0),
                [File] = new Told { Value = { "" } },
            },
        };
    }

    private void RefuseWithoutEffect(string model)
    {
        if (model.Length > 0)
        {
            throw new ServiceException(ErrorReason.NotSupported, "Trace settings of one model are not supported: those of the server can be changed.");
        }

        if (!switches.HasCollector)
        {
            throw new ServiceException(ErrorReason.NotSupported, "There is no collector to send traces to: OTEL_EXPORTER_OTLP_ENDPOINT is not set.");
        }
    }

    private TraceRule Changed(MapField<string, Asked> settings)
    {
        var faults = new SettingFaults("trace");
        var rule = switches.Rule;
        foreach (var (name, setting) in settings)
        {
            rule = name switch
            {
                Level => rule with { IsOn = setting.Value.Count == 0 ? switches.Start.IsOn : IsOn(setting.Value, faults) },
                Rate => rule with { Rate = setting.Value.Count == 0 ? switches.Start.Rate : Number(name, setting, 1, faults) },
                Count => rule with { Count = setting.Value.Count == 0 ? switches.Start.Count : Number(name, setting, -1, faults) },
                _ => Refuse(name, rule, faults),
            };
        }

        faults.Throw();
        return rule;
    }

    private static bool IsOn(RepeatedField<string> levels, SettingFaults faults)
    {
        foreach (var level in levels.Where(l => l is not (Off or Timestamps)))
        {
            faults.Add(Level, level == "TENSORS" ? "must not be TENSORS: values are never written" : $"must be {Off} or {Timestamps}");
        }

        return !levels.Contains(Off);
    }

    private static int Number(string name, Asked setting, int least, SettingFaults faults)
    {
        if (setting.Value.Count == 1 && int.TryParse(setting.Value[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
        {
            return number;
        }

        faults.Add(name, $"must be a whole number from {least} to {int.MaxValue}");
        return least;
    }

    private static TraceRule Refuse(string name, TraceRule rule, SettingFaults faults)
    {
        faults.Add(name, name is File or LogFrequency ? "cannot be changed: traces go to the collector" : "is no trace setting");
        return rule;
    }

    private static Told Tell(long number) => new() { Value = { number.ToString(CultureInfo.InvariantCulture) } };
}
