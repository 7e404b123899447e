using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Sql;

/// <summary>A database that business data is read from over SQL (section <c>Features:Sql</c>; used where <c>Features:Source</c> is Sql).</summary>
public sealed class SqlOptions
{
    public const string Section = "Features:Sql";

    /// <summary>Which ADO.NET driver speaks to SAP HANA.</summary>
    public SqlDriverKind Driver { get; set; } = SqlDriverKind.Managed;

    /// <summary>The driver's assembly, or a folder that holds it. Empty: it is looked for beside this service.</summary>
    public string DriverPath { get; set; } = "";

    /// <summary>Host name of the database, as the database user's dialog in SAP Datasphere shows it.</summary>
    public string Host { get; set; } = "";

    [Range(1, 65_535)]
    public int Port { get; set; } = 443;

    /// <summary>Whether the connection is encrypted and the server's certificate checked. Off is allowed on loopback only.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Database user, such as <c>SPACE#USER</c>.</summary>
    public string User { get; set; } = "";

    /// <summary>File that holds the user's password. Read again for each new connection, so that it can be rotated.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>Schema that sessions start in; empty: the user's own. What views name is always qualified.</summary>
    public string Schema { get; set; } = "";

    /// <summary>Connections at a time.</summary>
    [Range(1, 1000)]
    public int PoolSize { get; set; } = 16;

    /// <summary>Statements that may wait for a connection; those after them are refused as overload.</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 256;

    /// <summary>Time after which a connection that nobody uses is closed, seconds.</summary>
    [Range(1, 86_400)]
    public int IdleSeconds { get; set; } = 180;

    /// <summary>Time that making a connection may take, seconds.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; set; } = 15;

    /// <summary>Time that one statement may take where the caller's deadline leaves more, seconds.</summary>
    [Range(1, 3600)]
    public int StatementTimeoutSeconds { get; set; } = 30;

    /// <summary>Entity keys of one statement; a request with more of them is split.</summary>
    [Range(1, 16_384)]
    public int MaxKeysPerStatement { get; set; } = 1024;

    /// <summary>Statements of one request at a time.</summary>
    [Range(1, 64)]
    public int ParallelStatements { get; set; } = 4;

    /// <summary>Rows of one statement of a scan.</summary>
    [Range(2, 1_000_000)]
    public int ScanPageRows { get; set; } = 50_000;

    /// <summary>Time between two comparisons of a view's columns with the database's, seconds; 0: at every look.</summary>
    [Range(0, 86_400)]
    public int MetadataSeconds { get; set; } = 60;

    /// <summary>Names in one answer of the database's catalogue (spaces, assets, columns).</summary>
    [Range(1, 1_000_000)]
    public int MaxNames { get; set; } = 100_000;

    /// <summary>Size of one value, bytes of a binary and characters of a text.</summary>
    [Range(1, 64 * 1024 * 1024)]
    public int MaxValueSize { get; set; } = 1024 * 1024;

    /// <summary>Times that a statement is tried again after a failure that may pass.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>Time for which the database is left alone after it failed again and again, seconds.</summary>
    [Range(1, 600)]
    public int BreakSeconds { get; set; } = 5;
}

public enum SqlDriverKind
{
    /// <summary>The driver of this repository.</summary>
    Managed,

    /// <summary>SAP's own, from the SAP HANA Client or SAP's package.</summary>
    Sap,
}
