using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using FedMl.Benchmarks.Scans;
using FedMl.Tests.Datasphere;

namespace FedMl.Benchmarks.OData;

/// <summary>
/// The rows of an asset as JSON, rendered before, so that a page costs no more than its bytes. Keys follow each other
/// without a gap.
/// </summary>
internal sealed partial class RenderedRows
{
    private readonly byte[] json;
    private readonly int[] ends;
    private readonly long firstKey;

    private RenderedRows(byte[] json, int[] ends, long firstKey) => (this.json, this.ends, this.firstKey) = (json, ends, firstKey);

    /// <summary>Bytes of the largest page so far.</summary>
    public int LargestPage { get; private set; }

    public static Asset Asset { get; } = new("S", "WIDE", [new("id", "Edm.Int64", IsKey: true), .. ScanData.Types.Select((type, i) => new AssetColumn($"c{i}", EdmType(type)))], []);

    public static RenderedRows Of(DuckDBConnection table)
    {
        using var command = table.CreateCommand();
        command.CommandText = "SELECT * FROM wide ORDER BY id";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        var bytes = new ArrayBufferWriter<byte>();
        List<int> ends = [];
        long? first = null;
        using var writer = new Utf8JsonWriter(bytes);
        while (reader.Read())
        {
            first ??= reader.GetInt64(0);
            writer.WriteStartObject();
            writer.WriteNumber("id", reader.GetInt64(0));
            for (var i = 0; i < ScanData.Types.Count; i++)
            {
                writer.WritePropertyName(Asset.Columns[i + 1].Name);
                Write(writer, reader, i);
            }

            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            bytes.Write(","u8);
            ends.Add(bytes.WrittenCount);
        }

        return new RenderedRows(bytes.WrittenSpan.ToArray(), [.. ends], first!.Value);
    }

    /// <summary>The rows that a request for them selects; null: it asks for something else.</summary>
    public byte[]? Answer(SeenRequest request)
    {
        if (!request.Path.EndsWith("/WIDE/WIDE", StringComparison.Ordinal) || request.Option("$top") is not { } top)
        {
            return null;
        }

        var after = After().Match(request.Option("$filter") ?? "");
        var start = after.Success ? (int)(long.Parse(after.Groups["key"].Value, CultureInfo.InvariantCulture) + 1 - firstKey) : 0;
        var end = Math.Min(ends.Length, start + int.Parse(top, CultureInfo.InvariantCulture));
        var rows = start >= end ? [] : json.AsSpan((start == 0 ? 0 : ends[start - 1])..(ends[end - 1] - 1));
        var count = string.Create(CultureInfo.InvariantCulture, $$"""{"@odata.context":"$metadata","@odata.count":{{ends.Length - start}},"value":[""");
        LargestPage = Math.Max(LargestPage, rows.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(count), .. rows, .. "]}"u8];
    }

    private static string EdmType(string type) => type switch
    {
        "double" => "Edm.Double",
        "int64" => "Edm.Int64",
        "bool" => "Edm.Boolean",
        "string" => "Edm.String",
        "decimal" => "Edm.Decimal",
        "date" => "Edm.Date",
        _ => "Edm.DateTimeOffset",
    };

    private static void Write(Utf8JsonWriter writer, DuckDBDataReader reader, int i)
    {
        if (reader.IsDBNull(i + 1))
        {
            writer.WriteNullValue();
            return;
        }

        switch (ScanData.Types[i])
        {
            case "double":
                writer.WriteNumberValue(reader.GetDouble(i + 1));
                break;
            case "int64":
                writer.WriteNumberValue(reader.GetInt64(i + 1));
                break;
            case "bool":
                writer.WriteBooleanValue(reader.GetBoolean(i + 1));
                break;
            case "string":
                writer.WriteStringValue(reader.GetString(i + 1));
                break;
            case "decimal":
                writer.WriteRawValue(reader.GetDecimal(i + 1).ToString("0.00", CultureInfo.InvariantCulture));
                break;
            case "date":
                writer.WriteStringValue(reader.GetFieldValue<DateOnly>(i + 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(reader.GetDateTime(i + 1).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
                break;
        }
    }

    [GeneratedRegex("id gt (?<key>[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex After();
}
