using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Profiles;

/// <summary>A value over many rows.</summary>
/// <param name="Sql">Computes it.</param>
/// <param name="Column">What it is then: a name of its own, a type of the database's.</param>
internal sealed record Aggregate(string Sql, SqlColumn Column, ValueType Type)
{
    public static Aggregate Count(string name, string sql) => new(sql, new SqlColumn(name, "BIGINT", null, null, IsNullable: false), ValueType.Int64);

    /// <summary>One that has the type of the column that it is computed of.</summary>
    public static Aggregate Of(string name, string sql, ProfiledColumn column) => new(sql, column.Stored with { Name = name }, column.Source.Type);
}
