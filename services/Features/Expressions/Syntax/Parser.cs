namespace FedMl.Features.Expressions.Syntax;

/// <summary>
/// Parses operators, from those that bind least: <c>or</c>, <c>and</c>, <c>not</c>, comparison and <c>is null</c>,
/// <c>+ - ||</c>, <c>* /</c>, sign. Recursion is bounded, so that no text can overflow the stack.
/// </summary>
internal sealed class Parser
{
    private readonly Cursor cursor;
    private readonly OperandParser operands;
    private int open;

    private Parser(string text)
    {
        cursor = new Cursor(Lexer.Read(text));
        operands = new OperandParser(cursor, Expression);
    }

    /// <exception cref="SyntaxException">The text is no expression.</exception>
    public static SyntaxNode Parse(string text)
    {
        var parser = new Parser(text);
        var root = parser.Expression();
        parser.cursor.ExpectEnd();
        return root.Depth <= ParsedExpression.MaxDepth ? root : throw new SyntaxException(1, ParsedExpression.TooDeep);
    }

    private SyntaxNode Expression()
    {
        if (++open > ParsedExpression.MaxDepth)
        {
            throw new SyntaxException(cursor.At, ParsedExpression.TooDeep);
        }

        var left = And();
        while (cursor.TakeWord("or") is { } or)
        {
            left = new BinarySyntax("or", left, And(), or.At);
        }

        open--;
        return left;
    }

    private SyntaxNode And()
    {
        var left = Not();
        while (cursor.TakeWord("and") is { } and)
        {
            left = new BinarySyntax("and", left, Not(), and.At);
        }

        return left;
    }

    private SyntaxNode Not()
    {
        Stack<Token> nots = [];
        while (cursor.TakeWord("not") is { } not)
        {
            nots.Push(not);
        }

        return nots.Aggregate(Comparison(), (operand, not) => new UnarySyntax("not", operand, not.At));
    }

    private SyntaxNode Comparison()
    {
        var left = Sum();
        if (cursor.TakeSymbol("=", "<>", "<", "<=", ">", ">=") is { } comparison)
        {
            left = new BinarySyntax(comparison.Text, left, Sum(), comparison.At);
        }

        while (cursor.TakeWord("is") is { } found)
        {
            var isNegated = cursor.TakeWord("not") is not null;
            cursor.ExpectWord("null");
            left = new IsNullSyntax(left, found.At);
            left = isNegated ? new UnarySyntax("not", left, found.At) : left;
        }

        return left;
    }

    private SyntaxNode Sum()
    {
        var left = Product();
        while (cursor.TakeSymbol("+", "-", "||") is { } sign)
        {
            left = new BinarySyntax(sign.Text, left, Product(), sign.At);
        }

        return left;
    }

    private SyntaxNode Product()
    {
        var left = Signed();
        while (cursor.TakeSymbol("*", "/") is { } sign)
        {
            left = new BinarySyntax(sign.Text, left, Signed(), sign.At);
        }

        return left;
    }

    private SyntaxNode Signed()
    {
        Stack<Token> signs = [];
        while (cursor.TakeSymbol("-", "+") is { } sign)
        {
            signs.Push(sign);
        }

        return signs.Aggregate(operands.Read(), (operand, sign) => sign.Text == "+" ? operand : new UnarySyntax("-", operand, sign.At));
    }
}
