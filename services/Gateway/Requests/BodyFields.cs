using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Requests;

/// <summary>Reads the fields of a JSON object, each once, and finds all faults before any is told.</summary>
internal sealed class BodyFields
{
    private const int MaxNames = 100_000;

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Reads the value of a field; false: it is not known.</summary>
    public delegate bool FieldReader(ref Utf8JsonReader reader, string field);

    public FaultList Faults { get; } = new();

    public bool Has(string field) => seen.Contains(field);

    /// <summary>Reads the object that the reader stands on.</summary>
    /// <param name="known">Names of the fields, for people.</param>
    public void Read(ref Utf8JsonReader reader, FieldReader read, string known, string at = "")
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Faults.Add(at, at.Length == 0 ? "the body must be a JSON object" : "must be an object");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            JsonText.TryGetText(ref reader, out var name);
            reader.Read();
            name = PathName.Shown(name);
            if (!seen.Add(at + name))
            {
                Faults.Add(at + name, "is there twice");
                reader.Skip();
            }
            else if (!read(ref reader, at + name))
            {
                Faults.Add(at + name, $"is not known here; known are {known}");
                reader.Skip();
            }
        }
    }

    /// <summary>Reads an array of names into a list.</summary>
    public void ReadNames(ref Utf8JsonReader reader, string field, IList<string> names)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Faults.Add(field, "must be an array of names");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && names.Count < MaxNames && JsonText.TryGetText(ref reader, out var name))
            {
                names.Add(name);
                continue;
            }

            Faults.Add(field, $"must hold at most {MaxNames} names");
            reader.Skip();
        }
    }

    /// <summary>Reads a whole number; 0 where it is none.</summary>
    public int ReadNumber(ref Utf8JsonReader reader, string field)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
        {
            return number;
        }

        Faults.Add(field, "must be a whole number");
        reader.Skip();
        return 0;
    }

    /// <summary>Reads a point in time; null where it is none.</summary>
    public Timestamp? ReadTime(ref Utf8JsonReader reader, string field)
    {
        var time = PointInTime.Read(ref reader);
        if (time is null)
        {
            Faults.Add(field, PointInTime.Expected);
        }

        return time;
    }
}
