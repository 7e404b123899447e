using System.Globalization;
using DuckDB.NET.Data;

namespace FedMl.Benchmarks.Scans;

/// <summary>Reads the table with DuckDB's own reader: each value once, in its type.</summary>
internal static class DuckDbRead
{
    public static ColumnSums Read(DuckDBConnection connection)
    {
        var sums = new ColumnSums();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM wide";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        for (; reader.Read(); sums.Rows++)
        {
            reader.GetInt64(0);
            for (var i = 0; i < ScanData.Types.Count; i++)
            {
                if (reader.IsDBNull(i + 1))
                {
                    sums.AddNull(i);
                }
                else
                {
                    Add(sums, reader, i);
                }
            }
        }

        return sums;
    }

    private static void Add(ColumnSums sums, DuckDBDataReader reader, int i)
    {
        switch (ScanData.Types[i])
        {
            case "double":
                sums.Add(i, reader.GetDouble(i + 1));
                break;
            case "int64":
                sums.Add(i, reader.GetInt64(i + 1));
                break;
            case "bool":
                sums.Add(i, reader.GetBoolean(i + 1) ? 1L : 0);
                break;
            case "string":
                sums.Add(i, reader.GetString(i + 1));
                break;
            case "decimal":
                sums.Add(i, reader.GetDecimal(i + 1).ToString("0.00", CultureInfo.InvariantCulture));
                break;
            case "date":
                sums.Add(i, reader.GetFieldValue<DateOnly>(i + 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                sums.Add(i, reader.GetDateTime(i + 1).Ticks);
                break;
        }
    }
}
