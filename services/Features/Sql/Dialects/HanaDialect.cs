using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql.Dialects;

/// <summary>SAP HANA Cloud, and so the SQL door of SAP Datasphere. Its catalogue shows what the user may read.</summary>
internal sealed class HanaDialect : SqlDialect
{
    // Stays for the session, whatever is committed or rolled back.
    public override IReadOnlyList<string> SessionStatements { get; } = ["SET TRANSACTION READ ONLY"];

    public override IReadOnlyList<string> WritingSessionStatements { get; } = ["SET TRANSACTION READ WRITE"];

    public override string SelectSpaces =>
        """SELECT "SCHEMA_NAME" FROM "SYS"."SCHEMAS" WHERE "HAS_PRIVILEGES" = 'TRUE' AND "SCHEMA_NAME" <> 'SYS' AND "SCHEMA_NAME" NOT LIKE '^_SYS%' ESCAPE '^'""";

    public override string SelectAssets =>
        """
        SELECT "VIEW_NAME", "COMMENTS" FROM "SYS"."VIEWS" WHERE "SCHEMA_NAME" = ?
        UNION ALL SELECT "TABLE_NAME", "COMMENTS" FROM "SYS"."TABLES" WHERE "SCHEMA_NAME" = ?
        """;

    public override string SelectColumns =>
        """
        SELECT "COLUMN_NAME", "DATA_TYPE_NAME", "LENGTH", "SCALE", "IS_NULLABLE", "POSITION" FROM "SYS"."VIEW_COLUMNS" WHERE "SCHEMA_NAME" = ? AND "VIEW_NAME" = ?
        UNION ALL SELECT "COLUMN_NAME", "DATA_TYPE_NAME", "LENGTH", "SCALE", "IS_NULLABLE", "POSITION" FROM "SYS"."TABLE_COLUMNS" WHERE "SCHEMA_NAME" = ? AND "TABLE_NAME" = ?
        ORDER BY "POSITION"
        """;

    public override string SelectParameters =>
        """SELECT * FROM "SYS"."VIEW_PARAMETERS" WHERE "SCHEMA_NAME" = ? AND "VIEW_NAME" = ?""";

    public override string SelectKey =>
        """SELECT "COLUMN_NAME" FROM "SYS"."CONSTRAINTS" WHERE "SCHEMA_NAME" = ? AND "TABLE_NAME" = ? AND "IS_PRIMARY_KEY" = 'TRUE'""";

    public override string CreateTable => "CREATE COLUMN TABLE";

    public override string TypeName(TableColumn column, int size) => HanaTypes.NameOf(column, size);

    public override TableColumn ToTableColumn(SqlColumn column, bool isKey) => HanaTypes.ToTableColumn(column, isKey);

    public override string FromOneRow => " FROM DUMMY";

    public override ValueType ToValueType(SqlColumn column) => HanaTypes.ToValueType(column.TypeName);

    public override ColumnRead? Read(SqlColumn column, ValueType declared) => HanaTypes.Read(column, declared);

    public override KeyMatch? Match(SqlColumn column, ValueType declared) => HanaTypes.Match(column, declared);

    public override EventTimeMatch? MatchTime(SqlColumn column) => HanaTypes.MatchTime(column);

    public override string From(AssetReference asset, IReadOnlyList<string> inputParameters)
    {
        var name = $"{SqlName.Quote(asset.Space)}.{SqlName.Quote(asset.Asset)}";
        return inputParameters.Count == 0
            ? name
            : $"{name}({string.Join(", ", inputParameters.Select(parameter => $"PLACEHOLDER.{SqlName.Quote($"$${parameter}$$")} => ?"))})";
    }

    public override string? MayBeIn(KeyPartition partition, IEnumerable<(string Sql, ValueType Type)> keys) => HanaPartition.MayHave(partition, keys);

    public override SqlFailure Classify(DbException exception) => HanaErrors.Of(exception);
}
