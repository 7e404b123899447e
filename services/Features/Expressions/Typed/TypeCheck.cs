using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions.Typed;

/// <summary>Makes typed expressions of parsed ones; every fault is named with its place.</summary>
internal sealed class TypeCheck
{
    private readonly AssetColumns columns;
    private readonly Faults faults = new();
    private readonly Conversions conversions;
    private readonly FunctionCheck functions;

    private TypeCheck(AssetColumns columns)
    {
        this.columns = columns;
        conversions = new Conversions(faults);
        functions = new FunctionCheck(Check, conversions, faults);
    }

    /// <param name="declared">The type that the values must have.</param>
    /// <returns>The expression, or null and what is wrong with it.</returns>
    public static (Expression? Expression, IReadOnlyList<string> Faults) Check(ParsedExpression parsed, ValueType declared, AssetColumns columns)
    {
        var check = new TypeCheck(columns);
        var root = check.Check(parsed.Root);
        var expression = root is null ? null : check.conversions.Declared(root, declared);
        return (check.faults.All.Count == 0 ? expression : null, check.faults.All);
    }

    // Null: a fault in it is told already.
    private Expression? Check(SyntaxNode node) => node switch
    {
        NameSyntax name => Column(name),
        UnarySyntax { Operator: "not" } not => Truth(not.Operand, "not") is { } operand ? new Not(operand) : null,
        UnarySyntax minus => conversions.Number(minus.Operand.At, Check(minus.Operand), "-") is { } operand ? Negated(operand) : null,
        IsNullSyntax test => Check(test.Operand) is { } operand ? new IsNull(operand) : null,
        BinarySyntax { Operator: "and" } and => Both(Truth(and.Left, "and"), Truth(and.Right, "and"), (left, right) => new And(left, right)),
        BinarySyntax { Operator: "or" } or => Both(Truth(or.Left, "or"), Truth(or.Right, "or"), (left, right) => new Or(left, right)),
        BinarySyntax { Operator: "||" } concat => functions.Concat([concat.Left, concat.Right], "||"),
        BinarySyntax { Operator: "+" or "-" or "*" or "/" } arithmetic => Arithmetic(arithmetic),
        BinarySyntax comparison => Comparison(comparison),
        CaseSyntax @case => Case(@case),
        CastSyntax cast => conversions.Cast(cast, Check(cast.Operand)),
        CallSyntax call => functions.Check(call),
        _ => Literals.Read(node, faults),
    };

    private static Expression? Both(Expression? left, Expression? right, Func<Expression, Expression, Expression> make) =>
        left is null || right is null ? null : make(left, right);

    private static Expression Negated(Expression operand) => operand.Type.IsNull ? operand : new Negate(operand);

    private ColumnValue? Column(NameSyntax name)
    {
        var (column, fault) = columns.Find(name);
        if (column is null)
        {
            faults.Add(name.At, fault!);
            return null;
        }

        if (column.Type is ValueType.Binary or ValueType.Unspecified)
        {
            faults.Add(name.At, $"column '{column.Name}' is {column.SourceType}, which expressions do not take");
            return null;
        }

        var isDecimal = column.Type == ValueType.Decimal;
        var isKnown = column.Scale is >= 0 and <= ExpressionType.MaxDigits;
        return new ColumnValue(new ExpressionType(column.Type, !isDecimal ? 0 : isKnown ? column.Scale!.Value : ExpressionType.UnknownScale), column.Name, name.Join);
    }

    private Expression? Truth(SyntaxNode node, string what) => conversions.Truth(node.At, Check(node), what);

    private Expression? Arithmetic(BinarySyntax node)
    {
        var left = conversions.Number(node.Left.At, Check(node.Left), node.Operator);
        var right = conversions.Number(node.Right.At, Check(node.Right), node.Operator);
        if (left is null || right is null)
        {
            return null;
        }

        var common = node.Operator == "/" ? ExpressionType.Double : left.Type.CommonWith(right.Type)!.Value;
        if (common.IsNull)
        {
            return left;
        }

        if (node.Operator != "*" || common.Kind != ValueType.Decimal)
        {
            return new Arithmetic(common, node.Operator[0], Conversions.To(left, common), Conversions.To(right, common));
        }

        var scale = left.Type.Scale + right.Type.Scale;
        if (scale > ExpressionType.MaxDigits)
        {
            faults.Add(node.At, $"the product has {scale} digits after the point; at most {ExpressionType.MaxDigits}: cast one side to a decimal with less");
            return null;
        }

        return new Arithmetic(
            ExpressionType.Decimal(scale), '*', Conversions.To(left, ExpressionType.Decimal(left.Type.Scale)), Conversions.To(right, ExpressionType.Decimal(right.Type.Scale)));
    }

    private Expression? Comparison(BinarySyntax node)
    {
        if (conversions.Alike(node.At, $"the sides of {node.Operator}", [(node.Left.At, Check(node.Left)), (node.Right.At, Check(node.Right))]) is not [var left, var right])
        {
            return null;
        }

        if (left.Type.Kind == ValueType.Bool && node.Operator is not ("=" or "<>"))
        {
            faults.Add(node.At, $"{node.Operator} does not compare truths");
            return null;
        }

        return left.Type.IsNull ? Conversions.To(left, ExpressionType.Bool) : new Comparison(node.Operator, left, right);
    }

    private Expression? Case(CaseSyntax node)
    {
        Expression?[] whens = [.. node.Branches.Select(branch => Truth(branch.When, "when"))];
        var otherwise = node.Else ?? new NullSyntax(node.At);
        var values = conversions.Alike(node.At, "the values of case", [.. node.Branches.Select(branch => branch.Then).Append(otherwise).Select(value => (value.At, Check(value)))]);
        if (values is null || whens.Any(when => when is null))
        {
            return null;
        }

        return values[0].Type.IsNull ? values[0] : new Case(values[0].Type, [.. whens.Select((when, i) => (when!, values[i]))], values[^1]);
    }
}
