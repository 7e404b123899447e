namespace FedMl.Features.Expressions.Syntax;

/// <summary>Parses what operators stand between: names, literals, calls, <c>case</c>, <c>cast</c>, parentheses.</summary>
internal sealed class OperandParser(Cursor cursor, Func<SyntaxNode> expression)
{
    private static readonly string[] Reserved = ["and", "or", "not", "is", "case", "when", "then", "else", "end", "cast", "as"];

    public SyntaxNode Read()
    {
        if (cursor.TakeSymbol("(") is not null)
        {
            var inner = expression();
            cursor.ExpectSymbol(")");
            return inner;
        }

        if (cursor.TakeWord("case") is { } start)
        {
            return Case(start.At);
        }

        if (cursor.TakeWord("cast") is { } cast)
        {
            return Cast(cast.At);
        }

        return cursor.TakeIf(IsOperand) is { } token ? Operand(token) : throw cursor.Unexpected("a value");
    }

    private static bool IsOperand(Token token) =>
        token.Kind is TokenKind.Number or TokenKind.Text or TokenKind.QuotedName || (token.Kind == TokenKind.Name && !Reserved.Any(token.IsWord));

    private SyntaxNode Operand(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberSyntax(token.Text, token.At);
            case TokenKind.Text:
                return new TextSyntax(token.Text, token.At);
            case TokenKind.QuotedName:
                return Name(token);
            case var _ when token.IsWord("null"):
                return new NullSyntax(token.At);
            case var _ when token.IsWord("true") || token.IsWord("false"):
                return new TruthSyntax(token.IsWord("true"), token.At);
            case var _ when cursor.TakeSymbol("(") is not null:
                return new CallSyntax(token.Text.ToLowerInvariant(), List(expression), token.At);
            case var _ when (token.IsWord("date") || token.IsWord("timestamp")) && cursor.TakeIf(next => next.Kind == TokenKind.Text) is { } time:
                return new TimeSyntax(token.Text.ToLowerInvariant(), time.Text, token.At);
            default:
                return Name(token);
        }
    }

    // A column, or a join and a column of it.
    private NameSyntax Name(Token token)
    {
        if (cursor.TakeSymbol(".") is null)
        {
            return new NameSyntax(token.Text, token.Kind == TokenKind.QuotedName, token.At);
        }

        var column = cursor.TakeIf(next => next.Kind is TokenKind.Name or TokenKind.QuotedName) ?? throw cursor.Unexpected("a column");
        return new NameSyntax(column.Text, column.Kind == TokenKind.QuotedName, token.At, token.Text);
    }

    private CaseSyntax Case(int at)
    {
        List<(SyntaxNode, SyntaxNode)> branches = [];
        do
        {
            cursor.ExpectWord("when");
            var condition = expression();
            cursor.ExpectWord("then");
            branches.Add((condition, expression()));
        }
        while (!cursor.IsAtWord("else") && !cursor.IsAtWord("end"));

        var otherwise = cursor.TakeWord("else") is null ? null : expression();
        cursor.ExpectWord("end");
        return new CaseSyntax(branches, otherwise, at);
    }

    private CastSyntax Cast(int at)
    {
        cursor.ExpectSymbol("(");
        var operand = expression();
        cursor.ExpectWord("as");
        var type = cursor.TakeIf(token => token.Kind == TokenKind.Name) ?? throw cursor.Unexpected("a type");
        var arguments = cursor.TakeSymbol("(") is null ? [] : List(Number);
        cursor.ExpectSymbol(")");
        return new CastSyntax(operand, type.Text.ToLowerInvariant(), arguments, at);
    }

    private string Number() => (cursor.TakeIf(token => token.Kind == TokenKind.Number) ?? throw cursor.Unexpected("a number")).Text;

    // Up to and with the closing parenthesis.
    private List<T> List<T>(Func<T> read)
    {
        List<T> items = [];
        while (cursor.TakeSymbol(")") is null)
        {
            if (items.Count > 0)
            {
                cursor.ExpectSymbol(",");
            }

            items.Add(read());
        }

        return items;
    }
}
