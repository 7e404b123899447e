using DuckDB.NET.Data;
using FedMl.Features.Columns;

namespace FedMl.Features.Duckdb;

/// <summary>A column of keys as one parameter, a list.</summary>
internal static class KeyParameter
{
    public static DuckDBParameter Of(string name, ColumnValues keys)
    {
        var rows = Enumerable.Range(0, keys.Count);
        object list = keys is ColumnValues<long> numbers ? rows.Select(row => numbers[row]).ToList() : rows.Select(row => ((ColumnValues<string>)keys)[row]).ToList();
        return new DuckDBParameter(name, list);
    }
}
