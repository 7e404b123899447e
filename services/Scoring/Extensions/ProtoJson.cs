using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedMl.Scoring.Extensions;

/// <summary>
/// A message as Triton writes it over REST: the proto's own field names, whole numbers of 64 bits as numbers
/// (protobuf's own JSON makes them text), enum values by name, fields without a value too.
/// </summary>
internal static class ProtoJson
{
    public static void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(f => IsWritten(f, message)))
        {
            json.WritePropertyName(field.Name);
            WriteField(json, field, field.Accessor.GetValue(message));
        }

        json.WriteEndObject();
    }

    // Of messages and of a oneof's fields only what is set, as null is no value of theirs.
    private static bool IsWritten(FieldDescriptor field, IMessage message) => !field.HasPresence || field.Accessor.HasValue(message);

    private static void WriteField(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            json.WriteStartObject();
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                json.WritePropertyName((string)entry.Key);
                WriteValue(json, field.MessageType.FindFieldByName("value"), entry.Value!);
            }

            json.WriteEndObject();
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray();
            foreach (var item in (IEnumerable)value)
            {
                WriteValue(json, field, item);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteValue(json, field, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Write(json, message);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case Enum number:
                json.WriteStringValue(field.EnumType.FindValueByNumber(Convert.ToInt32(number, null)).Name);
                break;
            case int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, null));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            default:
                throw new InvalidOperationException($"{field.FullName} has a type that no message of the extensions has.");
        }
    }
}
