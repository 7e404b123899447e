using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>Arithmetic of whole numbers of 64 bit.</summary>
internal sealed class WholeOperations(Evaluator evaluator)
{
    public Func<int, Maybe<long>> Of(Expression expression)
    {
        switch (expression)
        {
            case Negate negate:
                var negated = evaluator.Of<long>(negate.Operand);
                return row => negated(row).Then(number => Fitting(-(Int128)number));
            case Abs abs:
                var operand = evaluator.Of<long>(abs.Operand);
                return row => operand(row).Then(number => Fitting(Int128.Abs(number)));
            case Arithmetic arithmetic:
                Func<Int128, Int128, Int128> compute = arithmetic.Operator switch
                {
                    '+' => (one, other) => one + other,
                    '-' => (one, other) => one - other,
                    _ => (one, other) => one * other,
                };
                var (left, right) = (evaluator.Of<long>(arithmetic.Left), evaluator.Of<long>(arithmetic.Right));
                return row => left(row).Then(one => right(row).Then(other => Fitting(compute(one, other))));
            default:
                throw new ArgumentException("No whole number.", nameof(expression));
        }
    }

    private static Maybe<long> Fitting(Int128 number) => number >= long.MinValue && number <= long.MaxValue ? (long)number : Maybe<long>.Null;
}
