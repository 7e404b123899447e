using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Dialects;

/// <summary>Says expressions in the SQL of one database.</summary>
internal interface IExpressionDialect
{
    /// <param name="expression">What the value is.</param>
    /// <param name="column">SQL of a column: the type of the expression, doubles finite.</param>
    /// <returns>
    /// SQL of one value of one row; null: this database cannot be held to the evaluator's results, so that it must compute
    /// them after a read.
    /// </returns>
    string? Compile(Expression expression, Func<ColumnValue, string> column);
}
