namespace FedMl.Models.Tools;

/// <summary>Names a program of tests/tools that a class's tests run; where it is not installed, they are skipped.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsToolAttribute(string file) : Attribute
{
    public string File { get; } = file;
}
