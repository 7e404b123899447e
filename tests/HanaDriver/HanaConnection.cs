using System.Data;
using System.Data.Common;
using DuckDB.NET.Data;

namespace Sap.Data.Hana;

/// <summary>A session. It refuses connection strings that SAP's driver would not take.</summary>
public sealed class HanaConnection : DbConnection
{
    private static readonly string[] Keys =
    [
        "Server", "UserName", "Password", "encrypt", "sslValidateCertificate", "Connection Timeout", "communicationTimeout",
        "Pooling", "Max Pool Size", "Connection Lifetime", "Persist Security Info", "Current Schema",
    ];

    private readonly DbConnectionStringBuilder keys = new();
    private DuckDBConnection? inner;

    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string ConnectionString
    {
        get => keys.ConnectionString;
        set
        {
            keys.ConnectionString = value;
            foreach (string key in keys.Keys)
            {
                if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                {
                    throw new ArgumentException($"Keyword not supported: {key}");
                }
            }
        }
    }

    public override string Database => "";

    public override string DataSource => (string)keys["Server"];

    public override string ServerVersion => "4.00.000.00.1700000000";

    public override ConnectionState State => inner?.State ?? ConnectionState.Closed;

    internal HanaServer Server { get; private set; } = null!;

    internal DuckDBConnection Inner => inner ?? throw new InvalidOperationException("Connection is not open");

    internal bool IsReadOnly { get; set; }

    public override void Open()
    {
        Server = HanaServer.At(DataSource);
        Server.Log.Enqueue("CONNECT");
        if (!Equals(keys["UserName"], Server.User) || !Equals(keys["Password"], Server.Password))
        {
            // SAP's would not say so, but nothing forbids a driver to.
            throw new HanaException(10, $"authentication failed: {ConnectionString}");
        }

        if (Server.Fault("CONNECT") is not 0 and var code)
        {
            throw new HanaException(code, $"cannot connect: {ConnectionString}");
        }

        inner = new DuckDBConnection($"Data Source={Server.Database}");
        inner.Open();
    }

    public override void Close()
    {
        inner?.Dispose();
        inner = null;
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new HanaCommand(this);

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }
}
