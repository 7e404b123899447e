namespace FedMl.Features.Expressions.Typed;

/// <summary>
/// A part of an expression whose types are checked. Null in gives null out but in <see cref="And"/>, <see cref="Or"/>,
/// <see cref="IsNull"/>, <see cref="Case"/> and <see cref="Coalesce"/>; a result that does not fit its type is null too
/// (overflow, division by zero, text that says no number), so nothing fails on a value. Doubles are finite: a column's NaN
/// and infinities count as null.
/// </summary>
internal abstract record Expression(ExpressionType Type, params IReadOnlyList<Expression> Parts)
{
    /// <summary>The columns that it needs, each once.</summary>
    public IEnumerable<ColumnValue> Columns => Parts.SelectMany(part => part.Columns).Concat(this is ColumnValue column ? [column] : []).DistinctBy(column => (column.Join, column.Name));
}

/// <param name="Value">A <see cref="string"/>, <see cref="long"/> (also days and microseconds since 1970), <see cref="double"/>, <see cref="bool"/> or <see cref="Int128"/> (a decimal without its point); null: null.</param>
internal sealed record Literal(ExpressionType Type, object? Value) : Expression(Type);

/// <summary>A column of the asset or, where <paramref name="Join"/> is not null, of one that is joined to it.</summary>
internal sealed record ColumnValue(ExpressionType Type, string Name, string? Join = null) : Expression(Type);

/// <summary>To another type; decimals and doubles are rounded half away from zero.</summary>
/// <param name="Digits">Most digits of a decimal.</param>
internal sealed record Convert(ExpressionType Type, Expression Operand, int Digits = ExpressionType.MaxDigits) : Expression(Type, Operand);

internal sealed record Negate(Expression Operand) : Expression(Operand.Type, Operand);

internal sealed record Abs(Expression Operand) : Expression(Operand.Type, Operand);

/// <summary>Half away from zero; a double is multiplied by a power of ten, rounded, and divided by it.</summary>
internal sealed record Round(ExpressionType Type, Expression Operand, int Places) : Expression(Type, Operand);

/// <summary>Both sides have one type; but of two decimals multiplied each keeps its scale.</summary>
internal sealed record Arithmetic(ExpressionType Type, char Operator, Expression Left, Expression Right) : Expression(Type, Left, Right);

/// <summary>Both sides have one type. Texts compare by their Unicode code points.</summary>
internal sealed record Comparison(string Operator, Expression Left, Expression Right) : Expression(ExpressionType.Bool, Left, Right);

internal sealed record And(Expression Left, Expression Right) : Expression(ExpressionType.Bool, Left, Right);

internal sealed record Or(Expression Left, Expression Right) : Expression(ExpressionType.Bool, Left, Right);

internal sealed record Not(Expression Operand) : Expression(ExpressionType.Bool, Operand);

internal sealed record IsNull(Expression Operand) : Expression(ExpressionType.Bool, Operand);

internal sealed record Case(ExpressionType Type, IReadOnlyList<(Expression When, Expression Then)> Branches, Expression Else)
    : Expression(Type, [.. Branches.SelectMany(branch => new[] { branch.When, branch.Then }), Else]);

internal sealed record Coalesce(ExpressionType Type, IReadOnlyList<Expression> Operands) : Expression(Type, Operands);

internal sealed record Concat(IReadOnlyList<Expression> Operands) : Expression(ExpressionType.Text, Operands);

/// <summary>Letter by letter, whatever the language; letters that Unicode got after its version 15 may stay as they are.</summary>
internal sealed record Lower(Expression Operand) : Expression(ExpressionType.Text, Operand);

internal sealed record Upper(Expression Operand) : Expression(ExpressionType.Text, Operand);

/// <summary>How many starts of a unit lie between two points in time: in days, from 23:59 to 0:00 is one.</summary>
internal sealed record DateDiff(TimeUnit Unit, Expression From, Expression To) : Expression(ExpressionType.Int64, From, To);

internal enum TimeUnit
{
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}
