using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>Exact arithmetic of decimals.</summary>
internal sealed class DecimalOperations(Evaluator evaluator)
{
    public Func<int, Maybe<Int128>> Of(Expression expression)
    {
        switch (expression)
        {
            case Negate negate:
                var negated = evaluator.Of<Int128>(negate.Operand);
                return row => negated(row).Then<Int128>(number => -number);
            case Abs abs:
                var operand = evaluator.Of<Int128>(abs.Operand);
                return row => operand(row).Then<Int128>(number => Int128.Abs(number));
            case Round round:
                var rounded = evaluator.Of<Int128>(round.Operand);
                return row => rounded(row).Then(number => Maybe.Of(Decimals.Rescale(number, round.Operand.Type.Scale, round.Places)));
            case Arithmetic arithmetic:
                Func<Int128, Int128, Int128?> compute = arithmetic.Operator switch
                {
                    '+' => (one, other) => Decimals.Fitting(one + other),
                    '-' => (one, other) => Decimals.Fitting(one - other),
                    _ => Decimals.Multiply,
                };
                var (left, right) = (evaluator.Of<Int128>(arithmetic.Left), evaluator.Of<Int128>(arithmetic.Right));
                return row => left(row).Then(one => right(row).Then(other => Maybe.Of(compute(one, other))));
            default:
                throw new ArgumentException("No decimal.", nameof(expression));
        }
    }
}
