namespace FedMl.Features.Expressions.Syntax;

/// <summary>A word of an expression.</summary>
/// <param name="Text">Names and texts without their quotes.</param>
/// <param name="At">Place of its first character, counted from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    /// <summary>Whether it is this word of the language; case does not matter.</summary>
    public bool IsWord(string word) => Kind == TokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{(Text.Length <= 32 ? Text : Text[..32] + "…")}'";
}

internal enum TokenKind
{
    Name,
    QuotedName,
    Text,
    Number,
    Symbol,
    End,
}
