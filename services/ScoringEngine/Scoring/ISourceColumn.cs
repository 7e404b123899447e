using FedMl.Protos.Features.V1;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>One column of values with their statuses, whatever holds them.</summary>
internal interface ISourceColumn
{
    ValueStatus StatusOf(int row);

    /// <summary>The value of a row that has one.</summary>
    ScalarValue ValueOf(int row);
}
