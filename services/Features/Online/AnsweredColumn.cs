using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>One column of an answer, in the rows of the request.</summary>
/// <param name="Name">The reference that asked for it.</param>
/// <param name="Rows">For each row of the request its row in the values; below 0: none.</param>
/// <param name="Statuses">The status of each row of the request where its value is not null.</param>
internal sealed record AnsweredColumn(string Name, ValueType Type, ColumnValues Values, int[] Rows, ValueStatus[] Statuses)
{
    public ValueStatus StatusOf(int row) => Rows[row] >= 0 && Values.IsNull(Rows[row]) ? ValueStatus.Null : Statuses[row];

    /// <summary>The same as a message.</summary>
    public Column ToMessage() => new AnswerColumns(Rows, Statuses).Make(Name, Type, Values);
}
