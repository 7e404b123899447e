using FedMl.Features.Sources;

namespace FedMl.Features.Sql;

/// <summary>Reads rows by key with one statement for all joined assets; what else there is to read, asset by asset.</summary>
internal sealed class JoinedSqlReader(IRowReader statements, IRowReader assets) : IRowReader
{
    public IRowScanner? Scanner => assets.Scanner;

    public IHistoryReader? History => assets.History;

    // What the statements find wrong, the other finds too.
    public async Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(statements.RefreshAsync(cancellationToken), assets.RefreshAsync(cancellationToken)))[0];

    public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) => statements.ReadAsync(request, cancellationToken);

    public void Dispose()
    {
        statements.Dispose();
        assets.Dispose();
    }
}
