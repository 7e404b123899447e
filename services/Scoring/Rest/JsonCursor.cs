using System.Text.Json;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Rest;

/// <summary>Walks the fields of a JSON header and collects what is wrong with them.</summary>
/// <param name="json">The header.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    /// <summary>Levels of lists and objects in each other.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> json = json;
    private Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    private int start;

    /// <summary>What is wrong, in the order of the request.</summary>
    public List<Fault> Faults { get; } = [];

    public readonly JsonTokenType Token => reader.TokenType;

    /// <summary>Lists and objects that are open.</summary>
    public readonly int Depth => reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0);

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => start + (int)reader.BytesConsumed;

    public bool Read() => reader.Read();

    /// <summary>Moves to the next field of an object; false at its end.</summary>
    public bool NextField() => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    public readonly bool IsField(ReadOnlySpan<byte> name) => reader.ValueTextEquals(name);

    public readonly bool IsField(string name) => reader.ValueTextEquals(name);

    public void Skip() => reader.Skip();

    public void SkipValue()
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Moves to a field's value; false, and a fault unless it is null, where that is of another kind.</summary>
    public bool Enter(JsonTokenType kind, Place place, string field, string fault)
    {
        reader.Read();
        if (reader.TokenType == kind)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            Faults.Add(new Fault(place.Of(field), fault));
        }

        reader.Skip();
        return false;
    }

    // JSON does not say which of two counts: a proxy or a scanner before us may have read the other.
    public readonly void NotTwice(bool already, Place place, string field)
    {
        if (already)
        {
            Faults.Add(new Fault(place.Of(field), "is there twice"));
        }
    }

    /// <summary>A field's text; null where it is null, empty where it is no text.</summary>
    public string? Text(Place place, string field) => Enter(JsonTokenType.String, place, field, "must be text") ? reader.GetString() : NullOr("");

    /// <summary>A tensor's name, without a new string where it is one of those that a model has.</summary>
    public string? Name(Place place, IReadOnlyList<TensorSpec> known)
    {
        if (!Enter(JsonTokenType.String, place, "name", "must be text"))
        {
            return NullOr("");
        }

        for (var i = 0; i < known.Count; i++)
        {
            // Most requests send the tensors in the order of the model.
            var spec = known[(place.Index + i) % known.Count];
            if (reader.ValueTextEquals(spec.Name))
            {
                return spec.Name;
            }
        }

        return reader.GetString();
    }

    /// <summary>A datatype; null where it is null, Unknown where the protocol has no such.</summary>
    public Datatype? Datatype(Place place)
    {
        if (!Enter(JsonTokenType.String, place, "datatype", "must be text"))
        {
            return reader.TokenType == JsonTokenType.Null ? null : default(Datatype);
        }

        if (!(reader.ValueIsEscaped ? Datatypes.TryParse(reader.GetString()!, out var datatype) : Datatypes.TryParse(reader.ValueSpan, out datatype)))
        {
            Faults.Add(new Fault(place.Of("datatype"), "is no datatype of the protocol"));
        }

        return datatype;
    }

    /// <summary>True or false; null, and a fault unless it is null, where it is neither.</summary>
    public bool? Truth(Place place, string field)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            Faults.Add(new Fault(place.Of(field), "must be true or false"));
        }

        reader.Skip();
        return null;
    }

    /// <summary>A whole number that is not negative; 0, and a fault, where it is none.</summary>
    public long Count(Place place, string field)
    {
        reader.Read();
        if (TryGetCount(out var count))
        {
            return count;
        }

        Faults.Add(new Fault(place.Of(field), "must be a whole number that is not negative"));
        reader.Skip();
        return 0;
    }

    public readonly bool TryGetCount(out long count)
    {
        count = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count >= 0;
    }

    /// <summary>Skips a field's value and tells its place; length 0: it is null.</summary>
    public InputPlace SkipData()
    {
        var offset = Position;
        offset += json[offset..].IndexOfAnyExcept(" \t\r\n"u8) is var blanks and > 0 ? blanks : 0;
        var length = JsonScan.LengthOfList(json[offset..]);
        if (length > 0)
        {
            Resume(offset + length);
            return new InputPlace(offset, length, -1);
        }

        reader.Read();
        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? new InputPlace(-1, 0, -1) : new InputPlace(offset, Position - offset, -1);
    }

    // To the reader it looks as if an empty text were there instead.
    private void Resume(int position)
    {
        var stand = new Utf8JsonReader("\"\""u8, isFinalBlock: false, reader.CurrentState);
        stand.Read();
        reader = new Utf8JsonReader(json[position..], isFinalBlock: true, stand.CurrentState);
        start = position;
    }

    private readonly string? NullOr(string other) => reader.TokenType == JsonTokenType.Null ? null : other;
}

/// <summary>Where a field is in the request.</summary>
/// <param name="List">The list that holds the field's object; empty: the request itself.</param>
/// <param name="Index">The object's place in the list.</param>
internal readonly record struct Place(string List, int Index)
{
    public static Place Request { get; } = new("", 0);

    public string Of(string field) => List.Length == 0 ? field : $"{List}[{Index}].{field}";

    public override string ToString() => $"{List}[{Index}]";
}
