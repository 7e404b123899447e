using System.Collections.Concurrent;
using DuckDB.NET.Data;
using FedMl.Features.Duckdb;
using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Tests.Sql;

/// <summary>A database that answers as SAP HANA does, reached through the stand-in for SAP's driver; DuckDB keeps its rows.</summary>
internal sealed class HanaServer : IDisposable
{
    public const string User = "SALES#READER";
    public const string Password = "a;secret \"with\" = everything";

    private static int ports = 30_000;
    private readonly string address;

    /// <param name="port">Its port; null: one of its own.</param>
    public HanaServer(int? port = null)
    {
        Port = port ?? Interlocked.Increment(ref ports);
        address = $"localhost:{Port}";
        var database = Folder.PathOf("hana.duckdb");
        Owner = new DuckDBConnection($"Data Source={database}");
        Owner.Open();
        Owner.Execute(HanaCatalogue.Sql);
        Settings["database"] = database;
        Settings["user"] = User;
        Settings["password"] = Password;
        Settings["log"] = Log;
        Settings["fault"] = (Func<string, int>)(_ => 0);
        Start();
    }

    public static string DriverFolder => Path.Combine(AppContext.BaseDirectory, "hana-driver");

    public TempFolder Folder { get; } = new();

    /// <summary>Whoever fills it.</summary>
    public DuckDBConnection Owner { get; }

    public int Port { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public Func<string, int> Fault
    {
        set => Settings["fault"] = value;
    }

    public SqlOptions Options => new()
    {
        Driver = SqlDriverKind.Sap,
        DriverPath = DriverFolder,
        Host = "localhost",
        Port = Port,
        User = User,
        PasswordFile = Folder.Write("password", Password + "\n"),
        MetadataSeconds = 0,
    };

    private ConcurrentDictionary<string, object> Settings { get; } = new();

    public void Start() => AppContext.SetData($"hana:{address}", Settings);

    public void Stop() => AppContext.SetData($"hana:{address}", null);

    public void ChangePassword(string password) => Settings["password"] = password;

    public SqlSource Open(SqlOptions? options = null, TimeProvider? time = null)
    {
        options ??= Options;
        Assert.True(HanaDrivers.TryFind(options, out var driver, out var fault), fault);
        return new SqlSource(driver, options, time ?? TimeProvider.System);
    }

    public void Dispose()
    {
        Stop();
        Owner.Dispose();
        Folder.Dispose();
    }
}
