using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>Refuses: no place to write to is configured.</summary>
internal sealed class DisabledStore : IPredictionStore
{
    public bool TakesAnyDouble => false;

    public IBusinessDataSource? Source => null;

    public static ServiceException Refusal =>
        new(ErrorReason.Disabled, $"This server takes no predictions: {PredictionOptions.Section}:{nameof(PredictionOptions.Target)} is {PredictionTarget.None}.");

    public Task<IReadOnlyList<TableColumn>?> DescribeAsync(string table, CancellationToken cancellationToken) => throw Refusal;

    public Task CreateAsync(PredictionTable table, CancellationToken cancellationToken) => throw Refusal;

    public Task DropAsync(string table, CancellationToken cancellationToken) => throw Refusal;

    public Task<long> WriteAsync(PredictionTable table, PredictionRows rows, CancellationToken cancellationToken) => throw Refusal;

    public void Dispose()
    {
    }
}
