using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Dialects;

/// <summary>
/// What differs between databases. All take <c>?</c> as the marker of the next parameter, double quotes around identifiers,
/// LIMIT and ROW_NUMBER.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>Run once on each new session: it reads and never writes.</summary>
    public abstract IReadOnlyList<string> SessionStatements { get; }

    /// <summary>Run once on each new session that writes; a driver may have kept it from one that only read.</summary>
    public abstract IReadOnlyList<string> WritingSessionStatements { get; }

    /// <summary>Names of all spaces; no parameter.</summary>
    public abstract string SelectSpaces { get; }

    /// <summary>Name and label (may be null) of all assets; parameters: space, space.</summary>
    public abstract string SelectAssets { get; }

    /// <summary>Name, type, length, scale and whether null is possible (TRUE, FALSE), in order; parameters: space, asset, space, asset.</summary>
    public abstract string SelectColumns { get; }

    /// <summary>Input parameters by the columns PARAMETER_NAME and, where the database has it, HAS_DEFAULT_VALUE; parameters: space, asset. Null: there are none.</summary>
    public abstract string? SelectParameters { get; }

    /// <summary>Unspecified: cannot be read.</summary>
    public abstract ValueType ToValueType(SqlColumn column);

    /// <summary>Null: the column's type does not convert to the declared one without losing something.</summary>
    public abstract ColumnRead? Read(SqlColumn column, ValueType declared);

    /// <summary>Null: the column cannot be a key of the declared type.</summary>
    public abstract KeyMatch? Match(SqlColumn column, ValueType declared);

    /// <summary>Null: the column tells no time.</summary>
    public abstract EventTimeMatch? MatchTime(SqlColumn column);

    /// <summary>What follows FROM; takes one parameter for each input parameter.</summary>
    public abstract string From(AssetReference asset, IReadOnlyList<string> inputParameters);

    /// <summary>Names of the columns of a table's primary key; parameters: space, asset.</summary>
    public abstract string SelectKey { get; }

    /// <summary>What a table's name follows when it is created.</summary>
    public virtual string CreateTable => "CREATE TABLE";

    /// <summary>Whether a double may be NaN or infinite.</summary>
    public virtual bool TakesAnyDouble => false;

    /// <summary>The type of a column that is created, with room for values of so many characters or bytes.</summary>
    public abstract string TypeName(TableColumn column, int size);

    /// <summary>A column as a table of predictions has it; of another type than those it is unspecified.</summary>
    public abstract TableColumn ToTableColumn(SqlColumn column, bool isKey);

    /// <summary>What follows a SELECT of one row of constants.</summary>
    public abstract string FromOneRow { get; }

    /// <summary>
    /// A condition that every row of the partition meets, and as few others as can be: they are sorted out after they were
    /// read. Null: the database cannot tell.
    /// </summary>
    /// <param name="keys">How each key is compared, and its declared type.</param>
    public abstract string? MayBeIn(KeyPartition partition, IEnumerable<(string Sql, ValueType Type)> keys);

    public abstract SqlFailure Classify(DbException exception);
}
