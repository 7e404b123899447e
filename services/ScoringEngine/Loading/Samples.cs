using System.Text.Json;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Sample rows of a version and, where it tells them, the predictions that they must give.</summary>
/// <param name="Columns">The records, columnar.</param>
/// <param name="RowCount">Number of records.</param>
/// <param name="Predictions">One object a record; empty: none are told.</param>
/// <param name="Tolerance">Largest absolute difference of a number.</param>
internal sealed record Samples(IReadOnlyList<Column> Columns, int RowCount, IReadOnlyList<JsonElement> Predictions, double Tolerance)
{
    private const double DefaultTolerance = 1e-4;

    /// <exception cref="ServiceException">SIGNATURE_INVALID.</exception>
    public static Samples Read(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ServiceException(ErrorReason.SignatureInvalid, "The file of samples must be {\"records\":[{…}], \"predictions\":[{…}], \"tolerance\": number}.", null, exception);
        }
    }

    /// <summary>The column of each of the signature's; null: the records do not have it.</summary>
    /// <exception cref="ServiceException">SIGNATURE_INVALID: a record could not be scored.</exception>
    public Column?[] SourcesOf(BoundSignature signature)
    {
        var problems = new RowProblems(RowCount);
        var sources = new Column?[signature.Columns.Count];
        RecordColumns.Map(Columns, signature, sources, problems);
        RowCheck.Check(signature, sources, byKey: false, "", problems);
        if (problems.Count == 0)
        {
            return sources;
        }

        var why = problems.ToException();
        throw new ServiceException(ErrorReason.SignatureInvalid, $"The samples do not fit the signature: {why.Message}", why.Faults);
    }

    private static Samples Read(JsonElement root)
    {
        var records = root.GetProperty("records").EnumerateArray().ToArray();
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        for (var row = 0; row < records.Length; row++)
        {
            foreach (var field in records[row].EnumerateObject())
            {
                if (!columns.TryGetValue(field.Name, out var column))
                {
                    columns[field.Name] = column = new Column { Name = field.Name, Mixed = new Mixed() };
                }

                Pad(column, row);
                column.Mixed.Values.Add(ValueOf(field.Value));
                column.Statuses.Add(field.Value.ValueKind == JsonValueKind.Null ? ValueStatus.Null : ValueStatus.Present);
            }
        }

        foreach (var column in columns.Values)
        {
            Pad(column, records.Length);
        }

        JsonElement[] predictions = root.TryGetProperty("predictions", out var told) ? [.. told.EnumerateArray().Select(p => p.Clone())] : [];
        if (predictions.Length != 0 && predictions.Length != records.Length)
        {
            throw new FormatException("Records and predictions differ in number.");
        }

        return new Samples([.. columns.Values], records.Length, predictions, root.TryGetProperty("tolerance", out var t) ? t.GetDouble() : DefaultTolerance);
    }

    private static void Pad(Column column, int rows)
    {
        while (column.Statuses.Count < rows)
        {
            column.Mixed.Values.Add(new Value());
            column.Statuses.Add(ValueStatus.NotFound);
        }
    }

    private static Value ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new Value { StringValue = element.GetString() },
        JsonValueKind.True or JsonValueKind.False => new Value { BoolValue = element.GetBoolean() },
        JsonValueKind.Number when element.TryGetInt64(out var number) => new Value { Int64Value = number },
        JsonValueKind.Number => new Value { DoubleValue = element.GetDouble() },
        JsonValueKind.Null => new Value(),
        _ => throw new FormatException("A field of a record must be a single value."),
    };
}
