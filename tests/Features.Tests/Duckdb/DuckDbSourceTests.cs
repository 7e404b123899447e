using System.Globalization;
using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sources;
using FedMl.Features.Tests.Sources;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Duckdb;

public sealed class CsvInMemoryTests : CsvContract
{
    protected override int RowsInMemory => 1000;
}

public sealed class CsvQueriedTests : CsvContract
{
    protected override int RowsInMemory => 0;
}

/// <summary>As a source that knows columns only: expressions are computed over what it reads.</summary>
public sealed class ParquetColumnsOnlyTests : ParquetContract
{
    private protected override IBusinessDataSource OpenSource() => new ColumnsOnlySource(base.OpenSource());
}

public abstract class CsvContract : DuckDbContract
{
    protected override void Put(TestAsset asset)
    {
        static string Cell(string? value) => value is null ? "" : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        IEnumerable<IEnumerable<string?>> lines = [asset.Columns.Select(column => column.Name), .. asset.Rows];
        Folder.Write($"{asset.Space}/{asset.Name}.csv", string.Concat(lines.Select(line => string.Join(",", line.Select(Cell)) + "\n")));
    }

    protected override void Remove(TestAsset asset) => File.Delete(Folder.PathOf($"{asset.Space}/{asset.Name}.csv"));
}

public sealed class ParquetTests : ParquetContract;

public abstract class ParquetContract : DuckDbContract
{
    protected override int RowsInMemory => 1000;

    protected override void Put(TestAsset asset)
    {
        var path = Folder.Write($"{asset.Space}/{asset.Name}.parquet", "");
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        var temporary = Folder.PathOf("new.parquet");
        connection.Execute($"COPY ({Select(asset)}) TO '{temporary}'");
        File.Move(temporary, path, overwrite: true);
        Folder.Touch(path);
    }

    protected override void Remove(TestAsset asset) => File.Delete(Folder.PathOf($"{asset.Space}/{asset.Name}.parquet"));
}

public sealed class DatabaseInMemoryTests : DatabaseContract
{
    protected override int RowsInMemory => 1000;
}

public sealed class DatabaseQueriedTests : DatabaseContract
{
    protected override int RowsInMemory => 0;
}

public abstract class DatabaseContract : DuckDbContract
{
    private protected override string Data => Folder.PathOf("data.duckdb");

    protected override void Put(TestAsset asset) =>
        Change($"CREATE SCHEMA IF NOT EXISTS {DuckDbSql.Name(asset.Space)}; CREATE OR REPLACE TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)} AS {Select(asset)}");

    protected override void Remove(TestAsset asset) => Change($"DROP TABLE {DuckDbSql.Name(asset.Space)}.{DuckDbSql.Name(asset.Name)}");

    // As an owner would: into a copy that takes the old one's place.
    private void Change(string sql)
    {
        var copy = Folder.PathOf("new.duckdb");
        if (File.Exists(Data))
        {
            File.Copy(Data, copy, overwrite: true);
        }

        using (var connection = new DuckDBConnection($"Data Source={copy}"))
        {
            connection.Open();
            connection.Execute(sql);
        }

        File.Move(copy, Data, overwrite: true);
        Folder.Touch(Data);
    }
}

public abstract class DuckDbContract : RowScannerContract
{
    private protected TempFolder Folder { get; } = new();

    private protected virtual string Data => Folder.Path;

    protected abstract int RowsInMemory { get; }

    private protected override IBusinessDataSource OpenSource() =>
        new DuckDbSource(Options.Create(new FeaturesOptions { Data = Data, MaxRowsInMemory = RowsInMemory }));

    protected override void Close() => Folder.Dispose();

    internal static string Select(TestAsset asset)
    {
        static string DuckDbType(string type) => type switch
        {
            "string" => "VARCHAR",
            "int64" => "BIGINT",
            "decimal" => "DECIMAL(38, 18)",
            "bool" => "BOOLEAN",
            "timestamp" => "TIMESTAMP WITH TIME ZONE",
            _ => type.ToUpper(CultureInfo.InvariantCulture),
        };

        string Row(string?[] row) => $"({string.Join(", ", row.Select((value, i) => $"CAST({(value is null ? "NULL" : DuckDbSql.Text(value))} AS {DuckDbType(asset.Columns[i].Type)})"))})";
        var names = string.Join(", ", asset.Columns.Select(column => DuckDbSql.Name(column.Name)));
        return $"SELECT * FROM (VALUES {string.Join(", ", asset.Rows.Select(Row))}) t({names})";
    }
}
