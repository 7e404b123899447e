using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>One column of an answer, in the rows of the request.</summary>
/// <param name="Name">The reference that asked for it.</param>
internal readonly record struct AnsweredColumn(string Name, ValueType Type, ColumnValues Values, AnsweredRows Rows)
{
    public ValueStatus StatusOf(int row) => Rows.Rows[row] >= 0 && Values.IsNull(Rows.Rows[row]) ? ValueStatus.Null : Rows.Statuses[row];

    /// <summary>The same as a message.</summary>
    public Column ToMessage() => new AnswerColumns(Rows.Rows, Rows.Statuses).Make(Name, Type, Values);
}
