using System.Text.Json;

namespace FedMl.Benchmarks.Formats;

/// <summary>Walks over the outputs of a REST answer's JSON without making objects.</summary>
internal ref struct OutputHeaders
{
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;

    public OutputHeaders(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("outputs"u8)))
        {
            reader.TrySkip();
        }

        reader.Read();
    }

    /// <summary>Name of the current output.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Its bytes behind the JSON; 0 where it has none.</summary>
    public int BinaryBytes { get; private set; }

    /// <summary>Its elements as JSON; empty where it has none.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    public bool Next()
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Name = Data = default;
        BinaryBytes = 0;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                Name = reader.ValueSpan;
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Data = json[start..(int)reader.BytesConsumed];
            }
            else if (reader.ValueTextEquals("binary_data_size"u8))
            {
                reader.Read();
                BinaryBytes = reader.GetInt32();
            }
        }

        return true;
    }
}
