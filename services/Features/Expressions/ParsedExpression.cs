using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions;

/// <summary>
/// A derived feature as its view declares it: one value of one row, in the spelling of SQL. It can name columns and
/// nothing else, so it can neither change a source nor see more of it than the row.
/// </summary>
internal sealed class ParsedExpression
{
    public const int MaxLength = 4096;
    public const int MaxDepth = 64;

    private ParsedExpression(string text, SyntaxNode root)
    {
        Text = text;
        Root = root;
    }

    public static string TooDeep { get; } = $"it is nested deeper than {MaxDepth} levels";

    public string Text { get; }

    public SyntaxNode Root { get; }

    /// <returns>The expression, or null and what is wrong with it.</returns>
    public static (ParsedExpression? Expression, string? Fault) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, $"is longer than {MaxLength} characters");
        }

        try
        {
            return (new ParsedExpression(text, Parser.Parse(text)), null);
        }
        catch (SyntaxException exception)
        {
            return (null, Describe(exception.At, exception.Message));
        }
    }

    public static string Describe(int at, string fault) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"at {at}: {fault}");

    public override string ToString() => Text;
}
