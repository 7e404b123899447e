using System.Text.Json;
using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Errors;
using LogValue = FedMl.Protos.Inference.LogSettingsRequest.Types.SettingValue;
using TraceValue = FedMl.Protos.Inference.TraceSettingRequest.Types.SettingValue;

namespace FedMl.Scoring.Extensions;

/// <summary>Settings over REST: one flat object of setting and value, both ways.</summary>
internal static class SettingsJson
{
    private const string TraceLevel = "trace_level";

    public static IResult Of(TraceSettingResponse response) => new ProtoResult(json =>
    {
        json.WriteStartObject();
        foreach (var (name, setting) in response.Settings)
        {
            json.WritePropertyName(name);
            if (name == TraceLevel)
            {
                JsonSerializer.Serialize(json, setting.Value);
            }
            else
            {
                json.WriteStringValue(setting.Value.Single());
            }
        }

        json.WriteEndObject();
    });

    public static IResult Of(LogSettingsResponse response) => new ProtoResult(json =>
    {
        json.WriteStartObject();
        foreach (var (name, setting) in response.Settings)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, setting.HasBoolParam ? setting.BoolParam : setting.HasUint32Param ? setting.Uint32Param : (object)setting.StringParam);
        }

        json.WriteEndObject();
    });

    /// <summary>A value is text, a number, a list of them, or null for the value of the start.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST with all faults.</exception>
    public static TraceSettingRequest ToTraceRequest(JsonElement body)
    {
        var faults = new SettingFaults("trace");
        var request = new TraceSettingRequest();
        foreach (var setting in body.EnumerateObject())
        {
            var value = new TraceValue();
            var items = setting.Value.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array => setting.Value.EnumerateArray().ToArray(),
                _ => [setting.Value],
            };
            if (items.All(i => i.ValueKind is JsonValueKind.String or JsonValueKind.Number))
            {
                value.Value.AddRange(items.Select(i => i.ToString()));
            }
            else
            {
                faults.Add(setting.Name, "must be text, a number, or a list of them");
            }

            request.Settings[setting.Name] = value;
        }

        faults.Throw();
        return request;
    }

    /// <summary>A value is true, false, a number or text.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST with all faults.</exception>
    public static LogSettingsRequest ToLogRequest(JsonElement body)
    {
        var faults = new SettingFaults("log");
        var request = new LogSettingsRequest();
        foreach (var setting in body.EnumerateObject())
        {
            var value = new LogValue();
            switch (setting.Value.ValueKind)
            {
                case JsonValueKind.True or JsonValueKind.False:
                    value.BoolParam = setting.Value.GetBoolean();
                    break;
                case JsonValueKind.Number when setting.Value.TryGetUInt32(out var number):
                    value.Uint32Param = number;
                    break;
                case JsonValueKind.String:
                    value.StringParam = setting.Value.GetString();
                    break;
                default:
                    faults.Add(setting.Name, "must be true, false, a whole number that is not negative, or text");
                    break;
            }

            request.Settings[setting.Name] = value;
        }

        faults.Throw();
        return request;
    }
}
