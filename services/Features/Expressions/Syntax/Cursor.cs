namespace FedMl.Features.Expressions.Syntax;

/// <summary>Goes through tokens; what is not as expected is a <see cref="SyntaxException"/>.</summary>
internal sealed class Cursor(IReadOnlyList<Token> tokens)
{
    private int next;

    public int At => tokens[next].At;

    public bool IsAtWord(string word) => tokens[next].IsWord(word);

    public Token? TakeWord(string word) => TakeIf(token => token.IsWord(word));

    public Token? TakeSymbol(params string[] symbols) => TakeIf(token => symbols.Any(symbol => token.IsSymbol(symbol)));

    public Token? TakeIf(Func<Token, bool> condition) => condition(tokens[next]) ? tokens[next++] : null;

    public void ExpectWord(string word) => _ = TakeWord(word) ?? throw Unexpected(word);

    public void ExpectSymbol(string symbol) => _ = TakeSymbol(symbol) ?? throw Unexpected($"'{symbol}'");

    public void ExpectEnd() => _ = tokens[next].Kind == TokenKind.End ? 0 : throw Unexpected("the end");

    public SyntaxException Unexpected(string expected) => new(At, $"{expected} is expected, not {tokens[next]}");
}
