namespace FedMl.Features.Expressions.Dialects;

/// <summary>Texts that a view's owner declared as SQL literals.</summary>
internal static class SqlText
{
    public static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
