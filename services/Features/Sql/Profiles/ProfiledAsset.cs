using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Profiles;

/// <summary>An asset of which the database computes figures.</summary>
internal sealed class ProfiledAsset(SqlRunner runner, SqlDialect dialect, SqlOptions options, AssetReference asset)
{
    /// <param name="aggregates">What is computed.</param>
    /// <param name="tail">What follows the asset's name, such as GROUP BY.</param>
    /// <param name="parameters">Values of the <c>?</c>, in order.</param>
    /// <returns>One column for each aggregate; what its type cannot hold is null.</returns>
    public async Task<ColumnValues[]> SelectAsync(
        IReadOnlyList<Aggregate> aggregates, string tail, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        // Computed inside and read outside, as a column of that name would be.
        ColumnRead[] reads = [.. aggregates.Select(Read)];
        var inner = $"SELECT {string.Join(", ", aggregates.Select(aggregate => $"{aggregate.Sql} AS {aggregate.Column.Quoted}"))} FROM {dialect.From(asset, [])}{tail}";
        var statement = new SqlStatement($"SELECT {string.Join(", ", reads.Select(read => read.Sql))} FROM ({inner}) AS \"figures\"", parameters);
        var values = new RowValues(asset, new SelectedColumns([.. aggregates.Select((aggregate, i) => (new PlanColumn(aggregate.Column.Name, aggregate.Type), reads[i]))]), options.MaxValueSize);
        return await runner.QueryAsync(statement, values.ReadAsync, deadline: null, cancellationToken);
    }

    private ColumnRead Read(Aggregate aggregate) => dialect.Read(aggregate.Column, aggregate.Type)
        ?? throw new ArgumentException($"An aggregate of {aggregate.Column.TypeName} cannot be read.", nameof(aggregate));
}
