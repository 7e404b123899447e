using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Scoring;

namespace FedMl.ScoringEngine.Columns;

/// <summary>The rows of a column from one on; null: the column is not there.</summary>
internal readonly struct ColumnSlice(ValueColumn? column, int first) : ISourceColumn
{
    public ValueStatus StatusOf(int row) => column?.StatusOf(first + row) ?? ValueStatus.NotFound;

    public ScalarValue ValueOf(int row) => column!.ValueOf(first + row);
}
