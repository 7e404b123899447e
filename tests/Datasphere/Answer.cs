using System.Text;
using System.Text.Json;

namespace FedMl.Tests.Datasphere;

/// <summary>An HTTP answer, whole.</summary>
internal sealed record Answer(int Status, string ContentType, byte[] Body)
{
    public static Answer Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return OfJson(stream.ToArray());
    }

    public static Answer OfJson(byte[] rendered) => new(200, "application/json;odata.metadata=minimal", rendered);

    public static Answer Xml(string text) => new(200, "application/xml", Encoding.UTF8.GetBytes(text));

    public static Answer Error(int status, string message) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    }) with { Status = status };
}
