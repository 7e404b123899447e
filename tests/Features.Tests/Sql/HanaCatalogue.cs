namespace FedMl.Features.Tests.Sql;

/// <summary>SAP HANA's catalogue and functions, as far as the adapter asks for them, in DuckDB's words.</summary>
internal static class HanaCatalogue
{
    public const string Sql =
        """
        CREATE SCHEMA "SYS";
        CREATE VIEW "SYS"."SCHEMAS" AS
            SELECT schema_name AS "SCHEMA_NAME", 'TRUE' AS "HAS_PRIVILEGES" FROM duckdb_schemas() WHERE NOT internal;
        CREATE VIEW "SYS"."TABLES" AS
            SELECT schema_name AS "SCHEMA_NAME", table_name AS "TABLE_NAME", comment AS "COMMENTS" FROM duckdb_tables();
        CREATE VIEW "SYS"."VIEWS" AS
            SELECT schema_name AS "SCHEMA_NAME", view_name AS "VIEW_NAME", comment AS "COMMENTS" FROM duckdb_views() WHERE NOT internal AND schema_name <> 'SYS';
        CREATE VIEW "SYS"."COLUMNS" AS
            SELECT schema_name AS "SCHEMA_NAME", table_name AS "NAME", column_name AS "COLUMN_NAME", column_index AS "POSITION",
                CASE WHEN is_nullable THEN 'TRUE' ELSE 'FALSE' END AS "IS_NULLABLE",
                COALESCE(numeric_precision, 5000) AS "LENGTH", numeric_scale AS "SCALE",
                CASE split_part(data_type, '(', 1)
                    WHEN 'VARCHAR' THEN 'NVARCHAR' WHEN 'BLOB' THEN 'VARBINARY' WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP'
                    WHEN 'UTINYINT' THEN 'TINYINT' ELSE split_part(data_type, '(', 1) END AS "DATA_TYPE_NAME"
            FROM duckdb_columns() WHERE NOT internal;
        CREATE VIEW "SYS"."VIEW_COLUMNS" AS
            SELECT c.*, "NAME" AS "VIEW_NAME" FROM "SYS"."COLUMNS" c SEMI JOIN "SYS"."VIEWS" v ON v."SCHEMA_NAME" = c."SCHEMA_NAME" AND v."VIEW_NAME" = c."NAME";
        CREATE VIEW "SYS"."TABLE_COLUMNS" AS
            SELECT c.*, "NAME" AS "TABLE_NAME" FROM "SYS"."COLUMNS" c SEMI JOIN "SYS"."TABLES" t ON t."SCHEMA_NAME" = c."SCHEMA_NAME" AND t."TABLE_NAME" = c."NAME";
        CREATE TABLE "SYS"."VIEW_PARAMETERS" ("SCHEMA_NAME" VARCHAR, "VIEW_NAME" VARCHAR, "PARAMETER_NAME" VARCHAR, "HAS_DEFAULT_VALUE" VARCHAR);
        CREATE TABLE DUMMY AS SELECT 'X' AS "DUMMY";
        CREATE MACRO TO_BIGINT(x) AS CAST(x AS BIGINT);
        CREATE MACRO TO_BINARY(x) AS encode(x);
        CREATE MACRO HASH_SHA256(x) AS unhex(sha256(x));
        CREATE MACRO BINTOHEX(x) AS hex(x);
        CREATE MACRO LOCATE(haystack, needle) AS strpos(haystack, needle);
        CREATE MACRO TO_NVARCHAR(x) AS CAST(x AS VARCHAR), (x, format) AS strftime(x, replace(replace(format, 'YYYY-MM-DD', '%Y-%m-%d'), 'HH24:MI:SS.FF7', '%H:%M:%S.%f0'));
        """;
}
