namespace FedMl.Features.Sql.Statements;

/// <summary>A column as the database's catalogue describes it.</summary>
/// <param name="TypeName">In the database's own words.</param>
/// <param name="Length">Characters, bytes or digits; null: not limited.</param>
/// <param name="Scale">Digits after the point; null: floating.</param>
internal sealed record SqlColumn(string Name, string TypeName, int? Length, int? Scale, bool IsNullable)
{
    public string Quoted => SqlName.Quote(Name);
}
