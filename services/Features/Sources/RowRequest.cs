using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>Which rows and columns of a plan are wanted.</summary>
/// <param name="Keys">One column for each key of the plan, in its order; distinct rows, no nulls.</param>
/// <param name="Wanted">Indices into the plan's columns.</param>
/// <param name="AsOf">Rows of a later event time do not count.</param>
internal sealed record RowRequest(IReadOnlyList<ColumnValues> Keys, IReadOnlyList<int> Wanted, DateTimeOffset AsOf);
