using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sql.Statements;

/// <summary>Reads the rows that a statement selects.</summary>
internal sealed class RowValues(AssetReference asset, SelectedColumns selected, int maxValueSize)
{
    private readonly Dictionary<int, PlanFault> faults = [];

    /// <exception cref="ServiceException">SOURCE_CHANGED: columns have values that cannot be taken.</exception>
    public ColumnValues[] Checked(ColumnValues[] columns) => faults.Count == 0 ? columns : throw PlanFault.ToException(asset, [.. faults.Values]);

    public async Task<ColumnValues[]> ReadAsync(DbDataReader reader, CancellationToken cancellationToken) =>
        (await ReadAsync(reader, long.MaxValue, cancellationToken)).Columns;

    /// <param name="maxBytes">Size at which it stops, as <see cref="ColumnValues.Bytes"/> counts it.</param>
    /// <param name="leastRows">Rows before which it does not.</param>
    public async Task<(ColumnValues[] Columns, bool IsCut)> ReadAsync(DbDataReader reader, long maxBytes, CancellationToken cancellationToken, int leastRows = 1)
    {
        faults.Clear();
        var columns = selected.NewColumns();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (columns[0].Count >= leastRows && BytesOf(columns) >= maxBytes)
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

    private static long BytesOf(ColumnValues[] columns)
    {
        var bytes = 0L;
        foreach (var column in columns)
        {
            bytes += column.Bytes;
        }

        return bytes;
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

        faults.TryAdd(i, new PlanFault(ErrorReason.SourceChanged, selected.Columns[i].Plan, fault));
        if (target.Count == before)
        {
            target.AddNull();
        }
    }

    private string? TryAdd(ColumnValues target, DbDataReader row, int i)
    {
        var (planned, read) = selected.Columns[i];
        var type = planned.Type;
        object? value = read.Form switch
        {
            ReadForm.Text => row.GetString(i),
            ReadForm.LargeText => LargeValues.Text(row, i, maxValueSize),
            ReadForm.LargeBinary => LargeValues.Binary(row, i, maxValueSize),
            _ when type == ValueType.Binary => Bytes(row.GetValue(i)),
            _ => row.GetValue(i),
        };
        if (value is null || (value is string text && text.Length > maxValueSize))
        {
            return $"column '{planned.Column}' has a value that is larger than {SqlOptions.Section}:{nameof(SqlOptions.MaxValueSize)} ({maxValueSize}) allows";
        }

        var isTaken = read.Form == ReadForm.Text ? SqlValues.TryAddText(target, type, (string)value) : SqlValues.TryAdd(target, type, value);
        return isTaken ? null : $"column '{planned.Column}' has a value that is not {ValueTypes.NameOf(type)}";
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
