using System.Data.Common;
using System.Globalization;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>What the database says of its spaces, assets and columns.</summary>
internal sealed class Catalogue(SqlRunner runner, SqlDialect dialect, SqlOptions options)
{
    public Task<List<string>> ListSpacesAsync(CancellationToken cancellationToken) => NamesAsync(SqlStatement.Of(dialect.SelectSpaces), cancellationToken);

    /// <exception cref="SpaceNotFoundException"/>
    public async Task<List<(string Name, string Label)>> ListAssetsAsync(string space, CancellationToken cancellationToken)
    {
        await FindSpaceAsync(space, cancellationToken);
        var assets = await RowsAsync(
            SqlStatement.Of(dialect.SelectAssets, space, space), row => (Name: row.GetString(0), Label: row.IsDBNull(1) ? "" : row.GetString(1)), cancellationToken);
        assets.Sort((asset, other) => string.CompareOrdinal(asset.Name, other.Name));
        return assets;
    }

    /// <exception cref="SpaceNotFoundException"/>
    /// <exception cref="AssetNotFoundException"/>
    public async Task<List<SqlColumn>> DescribeAsync(AssetReference asset, CancellationToken cancellationToken)
    {
        if (SqlName.CanExist(asset.Space) && SqlName.CanExist(asset.Asset))
        {
            var statement = SqlStatement.Of(dialect.SelectColumns, asset.Space, asset.Asset, asset.Space, asset.Asset);
            var columns = await RowsAsync(statement, Column, cancellationToken);
            if (columns.Count > 0)
            {
                return columns;
            }
        }

        await FindSpaceAsync(asset.Space, cancellationToken);
        throw new AssetNotFoundException();
    }

    /// <summary>Finds again what <see cref="DescribeAsync"/> told of an asset that can be read without parameters.</summary>
    public async Task<SqlColumn[]> FindAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken)
    {
        var stored = await DescribeAsync(asset, cancellationToken);
        var parameters = await ListParametersAsync(asset, cancellationToken);
        if (parameters.Any(parameter => !parameter.HasDefault))
        {
            throw new SourceUnavailableException("The asset needs values for its parameters.");
        }

        return
        [
            .. columns.Select(column => stored.FirstOrDefault(found => found.Name == column.Name && dialect.ToValueType(found) == column.Type)
                ?? throw new SourceUnavailableException("The asset was changed while it was looked at.")),
        ];
    }

    /// <summary>Columns of a table's primary key; none where it has none.</summary>
    public Task<List<string>> ListKeyAsync(AssetReference table, CancellationToken cancellationToken) =>
        NamesAsync(SqlStatement.Of(dialect.SelectKey, table.Space, table.Asset), cancellationToken);

    /// <summary>Input parameters of a view, and whether each has a default.</summary>
    public async Task<List<(string Name, bool HasDefault)>> ListParametersAsync(AssetReference asset, CancellationToken cancellationToken) =>
        dialect.SelectParameters is { } select
            ? await RowsAsync(SqlStatement.Of(select, asset.Space, asset.Asset), Parameter, cancellationToken)
            : [];

    private static SqlColumn Column(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : Convert.ToInt32(row.GetValue(2), CultureInfo.InvariantCulture),
        row.IsDBNull(3) ? null : Convert.ToInt32(row.GetValue(3), CultureInfo.InvariantCulture),
        row.GetString(4) == "TRUE");

    private static (string, bool) Parameter(DbDataReader row)
    {
        var values = Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.GetValue, StringComparer.Ordinal);
        return ((string)values["PARAMETER_NAME"], values.GetValueOrDefault("HAS_DEFAULT_VALUE") is "TRUE");
    }

    private async Task FindSpaceAsync(string space, CancellationToken cancellationToken)
    {
        if (!SqlName.CanExist(space) || !(await ListSpacesAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            throw new SpaceNotFoundException();
        }
    }

    private async Task<List<string>> NamesAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        var names = await RowsAsync(statement, row => row.GetString(0), cancellationToken);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private Task<List<T>> RowsAsync<T>(SqlStatement statement, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var limited = statement with { Text = string.Create(CultureInfo.InvariantCulture, $"{statement.Text} LIMIT {options.MaxNames + 1}") };
        return runner.QueryAsync(limited, ReadAsync, deadline: null, cancellationToken);

        async Task<List<T>> ReadAsync(DbDataReader reader, CancellationToken token)
        {
            List<T> rows = [];
            while (await reader.ReadAsync(token))
            {
                rows.Add(read(reader));
            }

            return rows.Count <= options.MaxNames
                ? rows
                : throw new SourceUnavailableException($"The database has more names than {SqlOptions.Section}:{nameof(options.MaxNames)} allows.");
        }
    }
}
