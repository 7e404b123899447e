namespace FedMl.Tests.Datasphere;

/// <summary>What a service has, by name.</summary>
internal static class ServiceDocument
{
    public static Answer Of(params string[] entitySets) => Answer.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", "$metadata");
        json.WriteStartArray("value");
        foreach (var name in entitySets)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("kind", "EntitySet");
            json.WriteString("url", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
