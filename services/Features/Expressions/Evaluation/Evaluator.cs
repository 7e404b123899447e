using FedMl.Features.Columns;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>
/// Computes expressions over columns that were read. Whole numbers, days and microseconds are <see cref="long"/>, decimals
/// <see cref="Int128"/> without their point. Every dialect of SQL must give the same to the bit.
/// </summary>
/// <param name="values">Of each column that the expressions use, in the type of the source.</param>
internal sealed class Evaluator(Func<ColumnValue, ColumnValues> values)
{
    /// <summary>One value for each of the rows.</summary>
    /// <exception cref="ScaleExceededException">A decimal has more digits after the point than the source told.</exception>
    public ColumnValues Evaluate(Expression expression, IReadOnlyList<int> rows)
    {
        var result = ColumnValues.Of(expression.Type.Kind);
        switch (result)
        {
            case ColumnValues<long> numbers:
                Fill(numbers, Of<long>(expression), rows, value => value);
                break;
            case ColumnValues<double> doubles:
                Fill(doubles, Of<double>(expression), rows, value => value);
                break;
            case ColumnValues<bool> truths:
                Fill(truths, Of<bool>(expression), rows, value => value);
                break;
            case ColumnValues<string> decimals when expression.Type.Kind == ValueType.Decimal:
                Fill(decimals, Of<Int128>(expression), rows, value => Decimals.Format(value, expression.Type.Scale));
                break;
            case ColumnValues<string> dates when expression.Type.Kind == ValueType.Date:
                Fill(dates, Of<long>(expression), rows, Times.Format);
                break;
            default:
                Fill((ColumnValues<string>)result, Of<string>(expression), rows, value => value);
                break;
        }

        return result;
    }

    /// <summary>What computes the value of a row.</summary>
    public Func<int, Maybe<T>> Of<T>(Expression expression) => expression switch
    {
        Literal literal => Constant<T>(literal),
        ColumnValue column => (Func<int, Maybe<T>>)ColumnReads.Of(column, values(column)),
        Case choice => Chosen<T>(choice),
        Coalesce coalesce => First<T>(coalesce),
        _ => (Func<int, Maybe<T>>)Operation(expression),
    };

    /// <summary>The text of a decimal column whose scale is not known.</summary>
    public Func<int, Maybe<string>> TextOf(ColumnValue column) => ColumnReads.Text(values(column));

    private static Func<int, Maybe<T>> Constant<T>(Literal literal)
    {
        var value = literal.Value is null ? Maybe<T>.Null : (T)literal.Value;
        return _ => value;
    }

    private static void Fill<T, TStored>(ColumnValues<TStored> target, Func<int, Maybe<T>> read, IReadOnlyList<int> rows, Func<T, TStored> store)
        where TStored : notnull
    {
        foreach (var row in rows)
        {
            var value = read(row);
            if (value.IsThere)
            {
                target.Add(store(value.Value));
            }
            else
            {
                target.AddNull();
            }
        }
    }

    private Delegate Operation(Expression expression) => expression switch
    {
        Typed.Convert convert => new ConversionOperations(this).Of(convert),
        Lower lower => TextOperations.Lower(Of<string>(lower.Operand)),
        Upper upper => TextOperations.Upper(Of<string>(upper.Operand)),
        Concat concat => TextOperations.Concat([.. concat.Operands.Select(Of<string>)]),
        DateDiff difference => TimeOperations.Difference(difference, Of<long>(difference.From), Of<long>(difference.To)),
        _ when expression.Type.Kind == ValueType.Bool => new TruthOperations(this).Of(expression),
        _ when expression.Type.Kind == ValueType.Int64 => new WholeOperations(this).Of(expression),
        _ when expression.Type.Kind == ValueType.Double => new DoubleOperations(this).Of(expression),
        _ => new DecimalOperations(this).Of(expression),
    };

    private Func<int, Maybe<T>> Chosen<T>(Case choice)
    {
        (Func<int, Maybe<bool>> When, Func<int, Maybe<T>> Then)[] branches = [.. choice.Branches.Select(branch => (Of<bool>(branch.When), Of<T>(branch.Then)))];
        var otherwise = Of<T>(choice.Else);
        return row =>
        {
            foreach (var (when, then) in branches)
            {
                if (when(row) is { IsThere: true, Value: true })
                {
                    return then(row);
                }
            }

            return otherwise(row);
        };
    }

    private Func<int, Maybe<T>> First<T>(Coalesce coalesce)
    {
        Func<int, Maybe<T>>[] operands = [.. coalesce.Operands.Select(Of<T>)];
        return row =>
        {
            foreach (var operand in operands)
            {
                if (operand(row) is { IsThere: true } value)
                {
                    return value;
                }
            }

            return Maybe<T>.Null;
        };
    }
}
