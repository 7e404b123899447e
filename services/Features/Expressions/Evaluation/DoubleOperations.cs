using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>IEEE 754 arithmetic; what is not finite is null.</summary>
internal sealed class DoubleOperations(Evaluator evaluator)
{
    /// <summary>From here on every double is a whole number.</summary>
    public const long Whole = 1L << 52;

    public Func<int, Maybe<double>> Of(Expression expression)
    {
        switch (expression)
        {
            case Negate negate:
                var negated = evaluator.Of<double>(negate.Operand);
                return row => negated(row).Then<double>(number => -number);
            case Abs abs:
                var operand = evaluator.Of<double>(abs.Operand);
                return row => operand(row).Then<double>(number => Math.Abs(number));
            case Round round:
                var (rounded, power) = (evaluator.Of<double>(round.Operand), Math.Pow(10, round.Places));
                return row => rounded(row).Then<double>(number => Round(number, power));
            case Arithmetic arithmetic:
                Func<double, double, double> compute = arithmetic.Operator switch
                {
                    '+' => (one, other) => one + other,
                    '-' => (one, other) => one - other,
                    '*' => (one, other) => one * other,
                    _ => (one, other) => one / other,
                };
                var (left, right) = (evaluator.Of<double>(arithmetic.Left), evaluator.Of<double>(arithmetic.Right));
                return row => left(row).Then(one => right(row).Then(other => Maybe.Finite(compute(one, other))));
            default:
                throw new ArgumentException("No double.", nameof(expression));
        }
    }

    private static double Round(double number, double power) =>
        Math.Abs(number) < Whole ? Math.Round(number * power, MidpointRounding.AwayFromZero) / power : number;
}
