namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>A test that needs a program of the system; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string path, string package)
    {
        if (!File.Exists(path))
        {
            Skip = $"{path} is not installed; tests/run installs Debian's package {package} where it may";
        }
    }
}
