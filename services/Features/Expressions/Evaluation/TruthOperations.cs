using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>The logic of true, false and null.</summary>
internal sealed class TruthOperations(Evaluator evaluator)
{
    public Func<int, Maybe<bool>> Of(Expression expression) => expression switch
    {
        And and => Decided(evaluator.Of<bool>(and.Left), evaluator.Of<bool>(and.Right), decisive: false),
        Or or => Decided(evaluator.Of<bool>(or.Left), evaluator.Of<bool>(or.Right), decisive: true),
        Not not => Negated(evaluator.Of<bool>(not.Operand)),
        IsNull test => Missing(test.Operand),
        Comparison comparison => Compared(comparison),
        _ => throw new ArgumentException("No truth.", nameof(expression)),
    };

    // One side can decide, whatever the other is; else both must be there.
    private static Func<int, Maybe<bool>> Decided(Func<int, Maybe<bool>> left, Func<int, Maybe<bool>> right, bool decisive) => row =>
    {
        var (one, other) = (left(row), right(row));
        if ((one.IsThere && one.Value == decisive) || (other.IsThere && other.Value == decisive))
        {
            return decisive;
        }

        return one.IsThere && other.IsThere ? !decisive : Maybe<bool>.Null;
    };

    private static Func<int, Maybe<bool>> Negated(Func<int, Maybe<bool>> operand) => row => operand(row).Then<bool>(truth => !truth);

    private Func<int, Maybe<bool>> Missing(Expression operand) => operand.Type.Kind switch
    {
        ValueType.Unspecified => _ => true,
        ValueType.String => Missing(evaluator.Of<string>(operand)),
        ValueType.Double => Missing(evaluator.Of<double>(operand)),
        ValueType.Bool => Missing(evaluator.Of<bool>(operand)),
        ValueType.Decimal when operand is ColumnValue { Type.Scale: ExpressionType.UnknownScale } column => Missing(evaluator.TextOf(column)),
        ValueType.Decimal => Missing(evaluator.Of<Int128>(operand)),
        _ => Missing(evaluator.Of<long>(operand)),
    };

    private static Func<int, Maybe<bool>> Missing<T>(Func<int, Maybe<T>> operand) => row => !operand(row).IsThere;

    private Func<int, Maybe<bool>> Compared(Comparison comparison) => comparison.Left.Type.Kind switch
    {
        ValueType.String => Compared<string>(comparison, TextOperations.Compare),
        ValueType.Double => Compared<double>(comparison, Comparer<double>.Default.Compare),
        ValueType.Bool => Compared<bool>(comparison, Comparer<bool>.Default.Compare),
        ValueType.Decimal => Compared<Int128>(comparison, Comparer<Int128>.Default.Compare),
        _ => Compared<long>(comparison, Comparer<long>.Default.Compare),
    };

    private Func<int, Maybe<bool>> Compared<T>(Comparison comparison, Comparison<T> compare)
    {
        var (left, right) = (evaluator.Of<T>(comparison.Left), evaluator.Of<T>(comparison.Right));
        Func<int, bool> holds = comparison.Operator switch
        {
            "=" => order => order == 0,
            "<>" => order => order != 0,
            "<" => order => order < 0,
            "<=" => order => order <= 0,
            ">" => order => order > 0,
            _ => order => order >= 0,
        };
        return row => left(row).Then(one => right(row).Then<bool>(other => holds(compare(one, other))));
    }
}
