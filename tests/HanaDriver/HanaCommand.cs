using System.Data;
using System.Data.Common;
using DuckDB.NET.Data;

namespace Sap.Data.Hana;

/// <summary>A statement. Nothing here is asynchronous, as in SAP's.</summary>
public sealed class HanaCommand(HanaConnection connection) : DbCommand
{
    private readonly DuckDBCommand inner = connection.Inner.CreateCommand();

    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; } = connection;

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
        connection.Server.Log.Enqueue("CANCEL");
        inner.Cancel();
    }

    public override int ExecuteNonQuery()
    {
        Begin();
        if (CommandText is not ("SET TRANSACTION READ ONLY" or "SET TRANSACTION READ WRITE"))
        {
            throw new HanaException(7, $"feature not supported: {CommandText}");
        }

        connection.IsReadOnly = CommandText.EndsWith("READ ONLY", StringComparison.Ordinal);
        return 0;
    }

    public override object? ExecuteScalar() => throw new NotSupportedException();

    public override void Prepare()
    {
    }

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        Begin();
        // WITH is a part of SELECT.
        if (!connection.IsReadOnly || !(CommandText.StartsWith("SELECT ", StringComparison.Ordinal) || CommandText.StartsWith("WITH ", StringComparison.Ordinal)))
        {
            throw new HanaException(258, $"insufficient privilege: {CommandText}");
        }

        inner.CommandText = CommandText;
        try
        {
            return new HanaDataReader(inner.ExecuteReader());
        }
        catch (DuckDBException exception)
        {
            throw Translate(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    internal static HanaException Translate(DuckDBException exception) => new(
        exception.Message switch
        {
            var text when text.StartsWith("Catalog", StringComparison.Ordinal) => 259,
            var text when text.StartsWith("Binder", StringComparison.Ordinal) => 260,
            var text when text.StartsWith("INTERRUPT", StringComparison.Ordinal) => 139,
            _ => 2,
        },
        exception.Message);

    private void Begin()
    {
        connection.Server.Log.Enqueue($"[{CommandTimeout}] {CommandText}");
        if (connection.Server.Fault(CommandText) is not 0 and var code)
        {
            throw new HanaException(code, $"SQL error {code}: {CommandText} ({connection.ConnectionString})");
        }
    }
}
