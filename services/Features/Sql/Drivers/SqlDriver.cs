using System.Data.Common;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Drivers;

/// <summary>An ADO.NET driver and what must be known of it.</summary>
/// <param name="Blocks">Its asynchronous methods keep the caller's thread.</param>
/// <param name="Pools">It keeps connections itself.</param>
/// <param name="ConnectionString">Made anew for each connection from the password.</param>
internal sealed record SqlDriver(DbProviderFactory Factory, SqlDialect Dialect, bool Blocks, bool Pools, Func<string, string> ConnectionString);
