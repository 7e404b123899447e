using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Sql.Statements;

/// <summary>Reads the rows that <see cref="RowStatement"/> selects.</summary>
/// <param name="planned">Declared keys, wanted columns and event time, as selected.</param>
/// <param name="reads">How each of them is read.</param>
internal sealed class RowValues(IReadOnlyList<PlanColumn> planned, IReadOnlyList<ColumnRead> reads, int maxValueSize)
{
    private readonly Dictionary<int, PlanFault> faults = [];

    /// <summary>One for each column with values that cannot be taken.</summary>
    public IReadOnlyCollection<PlanFault> Faults => faults.Values;

    public async Task<ColumnValues[]> ReadAsync(DbDataReader reader, CancellationToken cancellationToken) =>
        (await ReadAsync(reader, long.MaxValue, cancellationToken)).Columns;

    /// <param name="maxBytes">Size at which it stops, but not before the first row.</param>
    public async Task<(ColumnValues[] Columns, bool IsCut)> ReadAsync(DbDataReader reader, long maxBytes, CancellationToken cancellationToken)
    {
        faults.Clear();
        ColumnValues[] columns = [.. planned.Select(column => ColumnValues.Of(column.Type))];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (columns[0].Count > 0 && columns.Sum(column => column.Bytes) >= maxBytes)
            {
                return (columns, IsCut: true);
            }

            for (var i = 0; i < columns.Length; i++)
            {
                Add(columns[i], reader, i);
            }
        }

        return (columns, IsCut: false);
    }

    private void Add(ColumnValues target, DbDataReader row, int i)
    {
        if (row.IsDBNull(i))
        {
            target.AddNull();
            return;
        }

        var before = target.Count;
        var fault = TryAdd(target, row, i);
        if (fault is null)
        {
            return;
        }

        faults.TryAdd(i, new PlanFault(ErrorReason.SourceChanged, planned[i], fault));
        if (target.Count == before)
        {
            target.AddNull();
        }
    }

    private string? TryAdd(ColumnValues target, DbDataReader row, int i)
    {
        var type = planned[i].Type;
        object? value = reads[i].Form switch
        {
            ReadForm.Text => row.GetString(i),
            ReadForm.LargeText => LargeValues.Text(row, i, maxValueSize),
            ReadForm.LargeBinary => LargeValues.Binary(row, i, maxValueSize),
            _ when type == ValueType.Binary => Bytes(row.GetValue(i)),
            _ => row.GetValue(i),
        };
        if (value is null || (value is string text && text.Length > maxValueSize))
        {
            return $"column '{planned[i].Column}' has a value that is larger than {SqlOptions.Section}:{nameof(SqlOptions.MaxValueSize)} ({maxValueSize}) allows";
        }

        var isTaken = reads[i].Form == ReadForm.Text ? SqlValues.TryAddText(target, type, (string)value) : SqlValues.TryAdd(target, type, value);
        return isTaken ? null : $"column '{planned[i].Column}' has a value that is not {ValueTypes.NameOf(type)}";
    }

    private byte[]? Bytes(object value)
    {
        if (value is not Stream stream)
        {
            return value is byte[] array && array.Length <= maxValueSize ? array : null;
        }

        using (stream)
        {
            if (stream.Length > maxValueSize)
            {
                return null;
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
