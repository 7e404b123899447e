using System.Text.Json;
using System.Text.Unicode;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Predictions;

/// <summary>
/// Reads a run, which is the first line, and then its rows, one a line, batch by batch. All faults of a batch are found
/// before any is told; lines of white space are none.
/// </summary>
internal sealed class PredictionLines(JsonLines lines, GatewayOptions limits)
{
    private readonly List<long> numbers = [];
    private HashSet<string> columns = [];
    private string runLine = "line 1";

    /// <summary>The line that the next batch begins behind.</summary>
    public long LastLine => lines.Number;

    public async Task<PredictionRun> ReadRunAsync(CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        var found = await NextAsync(cancellationToken);
        runLine = $"line {Math.Max(1, lines.Number)}";
        var reader = new PredictionRunReader($"{runLine}.", limits, faults);
        if (found)
        {
            Read(faults, (ref Utf8JsonReader json) => ReadRun(ref json, reader, faults));
        }
        else
        {
            faults.Add(runLine, "is missing: it must tell of the run");
        }

        faults.ThrowIfAny();
        columns = [.. reader.Run.Keys.Concat(reader.Run.Outputs).Select(column => column.Name)];
        return reader.Run;
    }

    /// <summary>The next rows; null: there are none any more.</summary>
    public async Task<PredictionBatch?> ReadBatchAsync(CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        numbers.Clear();
        var rows = new Table("rows", limits, faults, _ => $"line {lines.Number}", columns);
        var mostRows = Math.Min(limits.PredictionBatchRows, limits.MaxValues / Math.Max(1, columns.Count));
        for (var bytes = 0L; rows.RowCount < mostRows && bytes < limits.PredictionBatchBytes && await NextAsync(cancellationToken);)
        {
            bytes += lines.Line.Length;
            numbers.Add(lines.Number);
            Read(faults, rows.Add);
        }

        faults.ThrowIfAny();
        return rows.RowCount == 0 ? null : new PredictionBatch { Columns = { rows.Build() } };
    }

    /// <summary>A field of the message, which holds columns, as the line of the body that it is from.</summary>
    public string Translate(string field) => PredictionFields.Split(field) switch
    {
        ("run", var name) => name.Length == 0 ? runLine : $"{runLine}.{name}",
        ("batch", _) when numbers.Count > 0 => $"lines {numbers[0]} to {numbers[^1]}",
        ("row", var name) when PredictionFields.RowOf(field) is { } row && row < numbers.Count => $"line {numbers[row]}" + (name.Length == 0 ? "" : $".{name}"),
        _ => field,
    };

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        while (await lines.NextAsync(cancellationToken))
        {
            if (lines.Line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return true;
            }
        }

        return false;
    }

    // A line is a document of its own: what is wrong with one says nothing of the next.
    private void Read(FaultList faults, ReadDocument read)
    {
        var line = lines.Line.Span;
        if (lines.Number == 1 && line.StartsWith(System.Text.Encoding.UTF8.Preamble))
        {
            line = line[System.Text.Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(line))
        {
            faults.Add($"line {lines.Number}", "is not UTF-8");
            return;
        }

        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });
        try
        {
            reader.Read();
            read(ref reader);

            // Throws where anything but white space follows.
            reader.Read();
        }
        catch (JsonException exception)
        {
            faults.Add($"line {lines.Number}", $"is not one JSON document (of at most {limits.MaxJsonDepth} levels), from byte {exception.BytePositionInLine + 1} on");
        }
    }

    private void ReadRun(ref Utf8JsonReader json, PredictionRunReader reader, FaultList faults)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(runLine, "must be an object");
            json.Skip();
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            JsonText.TryGetText(ref json, out var name);
            json.Read();
            if (!seen.Add(name) || !reader.TryRead(name, ref json))
            {
                faults.Add($"{runLine}.{PathName.Shown(name)}", $"is there twice, or not known here; known are {PredictionRunReader.Known}");
                json.Skip();
            }
        }

        foreach (var missing in PredictionRunReader.Required.Where(name => !seen.Contains(name)))
        {
            faults.Add($"{runLine}.{missing}", "is missing");
        }
    }

    private delegate void ReadDocument(ref Utf8JsonReader reader);
}
