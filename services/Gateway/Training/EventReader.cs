using System.Text.Json;
using System.Text.Json.Serialization;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Training;

/// <summary>Reads a body of events: one or an array, of CloudEvents 1.0 or of Event Grid's schema. Their data are not read.</summary>
internal static class EventReader
{
    private const string ValidationType = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private const int MaxEvents = 100;

    /// <exception cref="ServiceException">MALFORMED_REQUEST; INVALID_REQUEST with the faults of all events.</exception>
    public static ReceivedEvents Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement[] items = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
            List<Fault> faults = [];
            if (items.Length > MaxEvents)
            {
                faults.Add(new Fault("", $"there are {items.Length} events; at most {MaxEvents}"));
            }
            else if (items is [{ ValueKind: JsonValueKind.Object } only] && Text(only, "eventType") == ValidationType
                && only.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && Text(data, "validationCode") is { Length: > 0 } code)
            {
                return new ReceivedEvents(code, []);
            }

            ReceiveEventRequest[] events = [.. items.Take(MaxEvents).Select((item, index) => Read(item, items.Length == 1 ? "" : $"[{index}].", faults))];
            return faults.Count == 0 ? new ReceivedEvents(null, events) : throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The events are wrong", faults);
        }
        catch (JsonException exception)
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The body is not JSON.", null, exception);
        }
    }

    private static ReceiveEventRequest Read(JsonElement item, string at, List<Fault> faults)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new Fault(at.TrimEnd('.'), "must be an object"));
            return new ReceiveEventRequest();
        }

        var isGrid = item.TryGetProperty("eventType", out _);
        if (!isGrid && Text(item, "specversion") != "1.0")
        {
            faults.Add(new Fault($"{at}specversion", "must be 1.0"));
        }

        if (item.TryGetProperty("data", out _) && item.TryGetProperty("data_base64", out _))
        {
            faults.Add(new Fault($"{at}data_base64", "must not stand beside data"));
        }

        return new ReceiveEventRequest
        {
            Id = Required(item, "id", at, faults),
            Source = Required(item, isGrid ? "topic" : "source", at, faults),
            Type = Required(item, isGrid ? "eventType" : "type", at, faults),
            Subject = Text(item, "subject") ?? "",
        };
    }

    private static string Required(JsonElement item, string name, string at, List<Fault> faults)
    {
        var text = Text(item, name);
        if (string.IsNullOrEmpty(text))
        {
            faults.Add(new Fault(at + name, "must be a text that is not empty"));
        }

        return text ?? "";
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <param name="ValidationCode">Event Grid asks whether events are wanted, and is to get it back; null: these are events.</param>
internal sealed record ReceivedEvents(string? ValidationCode, IReadOnlyList<ReceiveEventRequest> Events);

internal sealed record ValidationAnswer(string ValidationResponse);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ValidationAnswer))]
internal sealed partial class EventJson : JsonSerializerContext;
