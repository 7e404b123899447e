namespace FedMl.Models.Registry;

/// <summary>A name of someone else's making, fit for a log line.</summary>
internal static class PrintableName
{
    private const int MaxLength = 64;

    public static string Of(string name) => string.Concat(name.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c));
}
