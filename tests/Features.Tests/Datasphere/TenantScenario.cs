using FedMl.Features.Columns;
using FedMl.Features.Datasphere;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Datasphere;
using AssetColumn = FedMl.Tests.Datasphere.AssetColumn;

namespace FedMl.Features.Tests.Datasphere;

/// <summary>A tenant with an asset of customers, <c>k0</c> with the name <c>v0</c> and so on, and readers over it.</summary>
public abstract class TenantScenario : IAsyncLifetime
{
    private protected const string Rows = "/CUSTOMERS/CUSTOMERS";
    private protected const string Token = "/oauth/token";
    private protected static readonly DateTimeOffset AsOf = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<IDisposable> open = [];

    private protected TestTenant Tenant { get; private set; } = null!;

    /// <summary>By which the tenant's tokens expire.</summary>
    private protected virtual TimeProvider TenantTime => TimeProvider.System;

    public virtual async Task InitializeAsync() => Tenant = await TestTenant.StartAsync(TenantTime);

    public virtual async Task DisposeAsync()
    {
        open.ForEach(reader => reader.Dispose());
        await Tenant.DisposeAsync();
    }

    private protected static Asset Customers(int count) => new(
        "SALES",
        "CUSTOMERS",
        [new AssetColumn("id", "Edm.String", IsKey: true), new AssetColumn("name", "Edm.String")],
        [.. Enumerable.Range(0, count).Select(i => new[] { $"k{i}", $"v{i}" })]);

    private protected static RowPlan Plan(params (string Name, ValueType Type)[] columns) =>
        new(new AssetReference("SALES", "CUSTOMERS"), [new("id", ValueType.String)], [.. columns.Select(column => new PlanColumn(column.Name, column.Type))], null);

    private protected IRowReader Open(Action<DatasphereOptions>? set = null, TimeProvider? time = null, RowPlan? plan = null)
    {
        var reader = Tenant.Source(set, time).Open(plan ?? Plan(("name", ValueType.String)));
        open.Add(reader);
        return reader;
    }

    private protected async Task<IRowReader> ReaderAsync(Action<DatasphereOptions>? set = null, TimeProvider? time = null, RowPlan? plan = null)
    {
        var reader = Open(set, time, plan);
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private protected static async Task<string[]> ReadAsync(IRowReader reader, IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        var column = new ColumnValues<string>();
        foreach (var key in keys)
        {
            column.Add(key);
        }

        var rows = await reader.ReadAsync(new RowRequest([column], [0], AsOf), cancellationToken);
        return [.. rows.RowOfKey.Select(row => row switch
        {
            SourceRows.NotFound => "none",
            SourceRows.Ambiguous => "ambiguous",
            SourceRows.KeyInvalid => "invalid",
            _ when rows.Columns[0].IsNull(row) => "null",
            _ => ((ColumnValues<string>)rows.Columns[0])[row],
        })];
    }

    private protected static Task<string[]> ReadAsync(IRowReader reader, params string[] keys) => ReadAsync(reader, keys, default);

    private protected static async Task<ServiceException> FailsAsync(IRowReader reader, ErrorReason reason = ErrorReason.SourceUnavailable, string key = "k0")
    {
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(() => ReadAsync(reader, key));
        Assert.Equal(reason, failure.Reason);
        return failure;
    }

    private protected int Seen(string target) => Tenant.Server.Requests.Count(request => request.Target.Contains(target, StringComparison.Ordinal));

    // Until what others do has come about; the limit is for a test that fails.
    private protected static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(condition());
    }
}
