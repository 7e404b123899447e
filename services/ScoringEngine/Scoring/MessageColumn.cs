using FedMl.Protos.Features.V1;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>A column as it came over the wire; null: not there.</summary>
internal readonly struct MessageColumn(Column? column) : ISourceColumn
{
    public ValueStatus StatusOf(int row) => ColumnSource.StatusOf(column, row);

    public ScalarValue ValueOf(int row) => ColumnSource.ValueOf(column!, row);
}
