using FedMl.Features.Columns;

namespace FedMl.Features.Sql.Statements;

/// <summary>How a key column is compared, and which values it can hold: a database fails where a parameter cannot be a column's value.</summary>
/// <param name="Sql">Stands before the comparison.</param>
/// <param name="Row">What rows of one key have in common.</param>
/// <param name="Type">The database's type of a parameter that is compared.</param>
internal sealed record KeyMatch(string Sql, string Row, string Type, int MaxLength = int.MaxValue, long Min = long.MinValue, long Max = long.MaxValue)
{
    /// <summary>False: no row has this key.</summary>
    public bool CanHold(ColumnValues keys, int row) => keys is ColumnValues<long> numbers
        ? numbers[row] >= Min && numbers[row] <= Max
        : ((ColumnValues<string>)keys)[row].Length <= MaxLength;
}
