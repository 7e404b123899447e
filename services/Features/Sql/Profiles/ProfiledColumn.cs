using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Profiles;

/// <param name="Stored">The same column as the database's catalogue describes it.</param>
/// <param name="Read">How its values are read.</param>
/// <param name="Time">How its values compare with points in time; null: they tell none.</param>
internal sealed record ProfiledColumn(SourceColumn Source, SqlColumn Stored, ColumnRead Read, EventTimeMatch? Time)
{
    /// <summary>Large values are neither compared nor grouped.</summary>
    public bool IsLarge => Read.Form is ReadForm.LargeText or ReadForm.LargeBinary;
}
