using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Duckdb;
using FedMl.Features.Predictions;
using FedMl.Features.Predictions.Embedded;
using FedMl.Features.Sources;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Tests.Sql;

/// <summary>The seam's other side: a real database of other words behind the same statements.</summary>
internal sealed class DuckDbDialect : SqlDialect
{
    public override IReadOnlyList<string> SessionStatements { get; } = ["SET TimeZone = 'UTC'"];

    public override IReadOnlyList<string> WritingSessionStatements => SessionStatements;

    public override string SelectKey =>
        "SELECT unnest(constraint_column_names) FROM duckdb_constraints() WHERE schema_name = ? AND table_name = ? AND constraint_type = 'PRIMARY KEY'";

    public override string TypeName(TableColumn column, int size) => EmbeddedTypes.NameOf(column);

    public override TableColumn ToTableColumn(SqlColumn column, bool isKey) => EmbeddedTypes.ColumnOf(column.Name, column.TypeName, isKey);

    public override string SelectSpaces => "SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE NOT internal";

    public override string SelectAssets => "SELECT table_name, NULL FROM information_schema.tables WHERE table_schema = ? AND table_schema = ?";

    public override string SelectColumns =>
        """
        SELECT column_name, data_type, character_maximum_length, numeric_scale, CASE is_nullable WHEN 'YES' THEN 'TRUE' ELSE 'FALSE' END
        FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND table_schema = ? AND table_name = ? ORDER BY ordinal_position
        """;

    public override string? SelectParameters => null;

    public override ValueType ToValueType(SqlColumn column) => DuckDbTypes.ToValueType(column.TypeName);

    public override ColumnRead? Read(SqlColumn column, ValueType declared) =>
        (ToValueType(column) != ValueType.String || declared == ValueType.String) && DuckDbTypes.Bind(column.Quoted, column.TypeName, declared) is { } bound ? new(bound.Sql, bound.IsText ? ReadForm.Text : ReadForm.Native) : null;

    public override KeyMatch? Match(SqlColumn column, ValueType declared) => (ToValueType(column), declared) switch
    {
        (ValueType.String, ValueType.String) => new(column.Quoted, column.Quoted, "VARCHAR"),
        (ValueType.Int64, ValueType.Int64) => new(column.Quoted, column.Quoted, "BIGINT"),
        _ => null,
    };

    public override EventTimeMatch? MatchTime(SqlColumn column) => ToValueType(column) switch
    {
        ValueType.Timestamp => new($"epoch_us({column.Quoted})", "BIGINT", asOf => Columns.Timestamps.FromDateTimeOffset(asOf)),
        ValueType.Date => new(column.Quoted, "DATE", asOf => DateOnly.FromDateTime(asOf.UtcDateTime)),
        _ => null,
    };

    public override string FromOneRow => "";

    public override string From(AssetReference asset, IReadOnlyList<string> inputParameters) => $"{SqlName.Quote(asset.Space)}.{SqlName.Quote(asset.Asset)}";

    public override string? MayBeIn(KeyPartition partition, IEnumerable<(string Sql, ValueType Type)> keys) => null;

    public override SqlFailure Classify(DbException exception) => exception.Message.StartsWith("Binder", StringComparison.Ordinal) || exception.Message.StartsWith("Catalog", StringComparison.Ordinal)
        ? new(ErrorReason.SourceChanged, "a table or column is missing")
        : new(ErrorReason.SourceUnavailable, "the database answered with an error");
}
