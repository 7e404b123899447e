using System.Text.Json;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Takes the JSON of a page token by token: an object whose <c>value</c> is the rows, each with every column.</summary>
internal sealed class RowDocument
{
    private const int NoColumn = -1;

    private readonly RowBatch rows;
    private readonly RowQuota quota;
    private readonly int? maxRows;
    private readonly (string Name, int[] Targets)[] columns;
    private readonly IReadOnlyList<BoundColumn> layout;
    private readonly bool[] seen;
    private readonly SortedDictionary<int, string> faults = [];
    private Place place = Place.Before;
    private string property = "";
    private int column = NoColumn;
    private int skippedDepth = -1;
    private bool hasRows;
    private string? nextLink;
    private long? count;

    public RowDocument(IReadOnlyList<BoundColumn> layout, RowQuota quota, int? maxRows)
    {
        this.maxRows = maxRows;
        this.layout = layout;
        this.quota = quota;
        rows = new RowBatch(layout);
        // A column may be wanted more than once.
        columns = [.. layout.Select((bound, i) => (bound.Source.Name, i)).GroupBy(bound => bound.Name, StringComparer.Ordinal).Select(same => (same.Key, same.Select(bound => bound.i).ToArray()))];
        seen = new bool[columns.Length];
    }

    private enum Place
    {
        Before,
        Document,
        Rows,
        Row,
        After,
    }

    /// <summary>Whether nothing more is wanted.</summary>
    public bool IsFull => place == Place.Rows && rows.Count >= maxRows;

    /// <exception cref="ServiceException">SOURCE_CHANGED: a value is not of its declared type.</exception>
    /// <exception cref="UpstreamException">It is not the whole of a page.</exception>
    public RowPage ToPage()
    {
        if (!hasRows || (place != Place.After && !IsFull))
        {
            throw UpstreamException.Malformed("holds no rows");
        }

        return faults.Count == 0 ? new RowPage(rows, nextLink) { Count = count } : throw ServiceException.FromFaults(
            ErrorReason.SourceChanged, "The source no longer has what is declared", [.. faults.Select(fault => new Fault(layout[fault.Key].Plan.Column, fault.Value))]);
    }

    public void Take(ref Utf8JsonReader json)
    {
        if (skippedDepth >= 0)
        {
            skippedDepth = json.CurrentDepth == skippedDepth ? -1 : skippedDepth;
            return;
        }

        switch (place)
        {
            case Place.Before when json.TokenType == JsonTokenType.StartObject:
                place = Place.Document;
                break;
            case Place.Document:
                TakeOfDocument(ref json);
                break;
            case Place.Rows when json.TokenType == JsonTokenType.StartObject:
                quota.CheckRoomFor(rows.Count + 1);
                place = Place.Row;
                break;
            case Place.Rows when json.TokenType == JsonTokenType.EndArray:
                place = Place.Document;
                break;
            case Place.Row:
                TakeOfRow(ref json);
                break;
            default:
                throw UpstreamException.Malformed("holds no list of rows");
        }
    }

    private void TakeOfDocument(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.EndObject:
                place = Place.After;
                break;
            case JsonTokenType.PropertyName:
                property = json.GetString()!;
                break;
            case JsonTokenType.StartArray when property == "value" && !hasRows:
                hasRows = true;
                place = Place.Rows;
                break;
            case JsonTokenType.String when property == "@odata.nextLink" && nextLink is null:
                nextLink = json.GetString();
                break;
            case JsonTokenType.Number when property == "@odata.count" && json.TryGetInt64(out var number):
                count = number;
                break;
            case var _ when property is "value" or "@odata.nextLink" or "error" or "@odata.error":
                throw UpstreamException.Malformed("is an error or no list of rows");
            default:
                Skip(ref json);
                break;
        }
    }

    private void TakeOfRow(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.EndObject)
        {
            EndRow();
        }
        else if (json.TokenType == JsonTokenType.PropertyName)
        {
            column = Find(ref json);
        }
        else if (column == NoColumn)
        {
            Skip(ref json);
        }
        else
        {
            AddValue(ref json);
        }
    }

    // Columns come in the order asked, mostly.
    private int Find(ref Utf8JsonReader json)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var next = (column + 1 + i) % columns.Length;
            if (json.ValueTextEquals(columns[next].Name))
            {
                return seen[next] ? throw UpstreamException.Malformed("holds a column twice in a row") : next;
            }
        }

        return NoColumn;
    }

    private void AddValue(ref Utf8JsonReader json)
    {
        seen[column] = true;
        foreach (var target in columns[column].Targets)
        {
            var values = rows.Columns[target];
            var before = values.Count;
            if (!JsonValues.TryAdd(values, layout[target], ref json))
            {
                if (maxRows is null)
                {
                    faults.TryAdd(target, $"a row has a value that is not {ValueTypes.NameOf(layout[target].Plan.Type)}");
                }

                if (values.Count == before)
                {
                    values.AddNull();
                }
            }
        }
    }

    private void EndRow()
    {
        if (seen.Contains(false))
        {
            throw UpstreamException.Malformed("lacks a column in a row");
        }

        Array.Clear(seen);
        column = NoColumn;
        place = Place.Rows;
    }

    private void Skip(ref Utf8JsonReader json)
    {
        if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            skippedDepth = json.CurrentDepth;
        }
    }
}
