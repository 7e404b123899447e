using System.Data.Common;
using System.Reflection;

namespace FedMl.Features.Sql.Drivers;

/// <summary>Finds an ADO.NET driver that this repository does not reference.</summary>
internal static class DriverAssembly
{
    /// <param name="names">Assemblies in the order in which they are tried.</param>
    /// <param name="factoryType">The driver's <see cref="DbProviderFactory"/>.</param>
    /// <param name="path">An assembly, or a folder that holds one of those names; empty: beside this service.</param>
    /// <returns>The factory, or why there is none.</returns>
    public static (DbProviderFactory? Factory, string? Fault) Find(IReadOnlyList<string> names, string factoryType, string path)
    {
        try
        {
            var assembly = path.Length == 0 ? Beside(names) : At(names, Path.GetFullPath(path));
            if (assembly is null)
            {
                return (null, $"none of the assemblies {string.Join(", ", names)} was found {(path.Length == 0 ? "beside this service" : $"at '{path}'")}.");
            }

            return InstanceOf(assembly, factoryType) is { } factory
                ? (Proven(factory), null)
                : (null, $"the assembly {assembly.GetName().Name} has no {factoryType} with a static Instance.");
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"its assembly cannot be loaded ({exception.GetType().Name}).");
        }
        catch (Exception exception) when (exception is TargetInvocationException or TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            // Whatever the driver's own code throws where its native library is missing or of another version.
            return (null, $"it was found but does not start ({(exception.InnerException ?? exception).GetType().Name}); its native library may be missing.");
        }
    }

    private static Assembly? Beside(IReadOnlyList<string> names) =>
        names.Select(Loaded).FirstOrDefault(assembly => assembly is not null) ?? At(names, AppContext.BaseDirectory);

    private static Assembly? Loaded(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static Assembly? At(IReadOnlyList<string> names, string path) =>
        (File.Exists(path) ? [path] : names.Select(name => Path.Combine(path, name + ".dll")))
            .Where(File.Exists).Select(Assembly.LoadFrom).FirstOrDefault();

    // SAP's Instance is a field; others' is a property.
    private static DbProviderFactory? InstanceOf(Assembly assembly, string factoryType)
    {
        const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;
        var type = assembly.GetType(factoryType);
        return (type?.GetField("Instance", Static)?.GetValue(null) ?? type?.GetProperty("Instance", Static)?.GetValue(null)) as DbProviderFactory;
    }

    // Better now than at the first request.
    private static DbProviderFactory Proven(DbProviderFactory factory)
    {
        using var connection = factory.CreateConnection() ?? throw new NotSupportedException();
        return factory;
    }
}
