using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Drivers;

/// <summary>Finds the driver for SAP HANA that the options name. None is referenced: SAP's may not be redistributed.</summary>
internal static class HanaDrivers
{
    /// <summary>Newest first. The same classes are in each.</summary>
    public static IReadOnlyList<string> SapAssemblies { get; } =
        ["Sap.Data.Hana.Net.v10.0", "Sap.Data.Hana.Net.v8.0", "Sap.Data.Hana.Net.v6.0", "Sap.Data.Hana.Core.v2.1", "Sap.Data.Hana.Core"];

    private const string SapFactory = "Sap.Data.Hana.HanaFactory";
    private const string ManagedAssembly = "FedMl.Hana";
    private const string ManagedFactory = "FedMl.Hana.HanaFactory";

    /// <summary>Answers the driver, or the fault that keeps the service from starting.</summary>
    public static bool TryFind(SqlOptions options, [NotNullWhen(true)] out SqlDriver? driver, [NotNullWhen(false)] out string? fault)
    {
        var isSap = options.Driver == SqlDriverKind.Sap;
        var found = isSap
            ? DriverAssembly.Find(SapAssemblies, SapFactory, options.DriverPath)
            : DriverAssembly.Find([ManagedAssembly], ManagedFactory, options.DriverPath);
        fault = found.Fault is null ? null : $"{SqlOptions.Section}:{nameof(options.Driver)} {options.Driver}: {found.Fault} {Advice(isSap)}";
        driver = found.Factory is null
            ? null
            : new SqlDriver(found.Factory, new HanaDialect(), Blocks: isSap, Pools: true, password => HanaConnectionString.Of(options, password));
        return driver is not null;
    }

    private static string Advice(bool isSap) => isSap
        ? "Build with -p:HanaDriverPackage=Sap.Data.Hana.Net.v10.0 -p:HanaDriverVersion=… where a feed has SAP's package, or install the "
            + $"SAP HANA Client and set {SqlOptions.Section}:{nameof(SqlOptions.DriverPath)} to its folder dotnetcore/v8.0."
        : $"The driver of this repository is not part of this version; set {SqlOptions.Section}:{nameof(SqlOptions.Driver)} to {SqlDriverKind.Sap}.";
}
