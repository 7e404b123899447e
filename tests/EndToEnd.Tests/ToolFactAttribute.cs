namespace FedMl.EndToEnd.Tests;

/// <summary>A test that needs a program of tests/tools; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string file)
    {
        if (!File.Exists(Path.Combine(Repository.Tools, "node_modules", file)))
        {
            Skip = $"tests/tools/node_modules/{file} is not installed; tests/run installs it";
        }
    }
}
