using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>The rows of a request, checked for what makes the whole request unreadable.</summary>
internal sealed class RequestRows
{
    private RequestRows(IReadOnlyList<Column> records, IReadOnlyList<Column> keys, int count)
    {
        Records = records;
        Keys = keys;
        Count = count;
    }

    /// <summary>Values that the caller sent.</summary>
    public IReadOnlyList<Column> Records { get; }

    /// <summary>Entity keys; empty: the caller sent records.</summary>
    public IReadOnlyList<Column> Keys { get; }

    public int Count { get; }

    public bool ByKey => Keys.Count > 0;

    /// <exception cref="ServiceException">INVALID_REQUEST or ROW_COUNT_OUT_OF_RANGE with all faults.</exception>
    public static RequestRows Of(ScoreRequest request, int maxRows)
    {
        List<Fault> faults = [];
        var (records, keys) = request.RowsCase switch
        {
            ScoreRequest.RowsOneofCase.Records => ((IReadOnlyList<Column>)request.Records.Columns, (IReadOnlyList<Column>)[]),
            ScoreRequest.RowsOneofCase.EntityKeys => (request.EntityKeys.CallerValues, request.EntityKeys.Columns),
            _ => ([], []),
        };
        if (request.RowsCase == ScoreRequest.RowsOneofCase.None)
        {
            faults.Add(new Fault("rows", "send either records or entity_keys"));
        }
        else if (request.RowsCase == ScoreRequest.RowsOneofCase.EntityKeys && keys.Count == 0)
        {
            faults.Add(new Fault("entity_keys", "has no column"));
        }

        if (keys.Count == 0)
        {
            faults.AddRange(OnlyByKey(request).Select(field => new Fault(field, "goes with entity_keys only")));
        }

        var count = CheckColumns("entity_keys", keys, -1, faults);
        count = CheckColumns(keys.Count > 0 ? "caller_values" : "records", records, count, faults);
        if (keys.Count > 0 && request.RowAsOf.Count > 0 && request.RowAsOf.Count != count)
        {
            faults.Add(new Fault("row_as_of", $"has {request.RowAsOf.Count} points in time for {Math.Max(count, 0)} rows"));
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is not valid", faults);
        }

        return count is > 0 && count <= maxRows
            ? new RequestRows(records, keys, count)
            : throw new ServiceException(ErrorReason.RowCountOutOfRange, $"A request has 1 to {maxRows} rows, this one has {Math.Max(count, 0)}.");
    }

    private static IEnumerable<string> OnlyByKey(ScoreRequest request)
    {
        if (request.AsOf is not null)
        {
            yield return "as_of";
        }

        if (request.RowAsOf.Count > 0)
        {
            yield return "row_as_of";
        }

        if (request.Parameters.Count > 0)
        {
            yield return "parameters";
        }
    }

    private static int CheckColumns(string field, IReadOnlyList<Column> columns, int count, List<Fault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            var path = $"{field}[{i}]";
            if (column.Name.Length is 0 or > 256)
            {
                faults.Add(new Fault(path, "needs a name of 1 to 256 characters"));
            }
            else if (!names.Add(column.Name))
            {
                faults.Add(new Fault(path, $"{column.Name} is there twice"));
            }

            var length = ColumnSource.CountOf(column);
            if (length < 0)
            {
                faults.Add(new Fault(path, $"{column.Name} has no values"));
                continue;
            }

            if (column.Statuses.Count != 0 && column.Statuses.Count != length)
            {
                faults.Add(new Fault(path, $"{column.Name} has {length} values and {column.Statuses.Count} statuses"));
            }

            if (count >= 0 && length != count)
            {
                faults.Add(new Fault(path, $"{column.Name} has {length} rows, others have {count}"));
            }

            count = count < 0 ? length : count;
        }

        return count;
    }
}
