namespace FedMl.Features.Expressions.Syntax;

/// <summary>The text is no expression; caught where it is parsed.</summary>
internal sealed class SyntaxException(int at, string description) : Exception(description)
{
    public int At => at;
}
