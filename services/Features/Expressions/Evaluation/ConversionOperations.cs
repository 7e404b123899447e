using System.Globalization;
using System.Text.RegularExpressions;
using FedMl.Features.Columns;
using FedMl.Features.Expressions.Typed;
using Convert = FedMl.Features.Expressions.Typed.Convert;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>Conversions between types; a text that says no value of the type is null.</summary>
internal sealed partial class ConversionOperations(Evaluator evaluator)
{
    public Delegate Of(Convert convert)
    {
        var (from, to) = (convert.Operand.Type, convert.Type);
        return (from.Kind, to.Kind) switch
        {
            (ValueType.Decimal, _) when from.Scale == ExpressionType.UnknownScale => OfText(convert, evaluator.TextOf((ColumnValue)convert.Operand)),
            (ValueType.String, _) => OfText(convert, evaluator.Of<string>(convert.Operand)),
            (ValueType.Int64, ValueType.Double) => From<long, double>(convert, number => number),
            (ValueType.Int64, ValueType.Decimal) => From<long, Int128>(convert, number => Maybe.Of(Decimals.Rescale(number, 0, to.Scale, convert.Digits))),
            (ValueType.Int64, _) => From<long, string>(convert, number => number.ToString(CultureInfo.InvariantCulture)),
            (ValueType.Decimal, ValueType.Decimal) => From<Int128, Int128>(convert, number => Maybe.Of(Decimals.Rescale(number, from.Scale, to.Scale, convert.Digits))),
            (ValueType.Decimal, ValueType.Double) => From<Int128, double>(convert, number => Double(Decimals.Format(number, from.Scale))),
            (ValueType.Decimal, ValueType.Int64) => From<Int128, long>(convert, number => Decimals.Rescale(number, from.Scale, 0) is { } whole ? Whole(whole) : Maybe<long>.Null),
            (ValueType.Decimal, _) => From<Int128, string>(convert, number => Decimals.Format(number, from.Scale)),
            (ValueType.Double, ValueType.Int64) => From<double, long>(convert, Whole),
            (ValueType.Double, _) => From<double, Int128>(convert, number => Maybe.Of(Decimals.Parse(number.ToString("F60", CultureInfo.InvariantCulture), to.Scale, convert.Digits))),
            (ValueType.Bool, _) => From<bool, string>(convert, truth => truth ? "true" : "false"),
            (ValueType.Date, ValueType.Timestamp) => From<long, long>(convert, days => days * Times.MicrosecondsADay),
            (ValueType.Timestamp, _) => From<long, long>(convert, microseconds => Times.DayOf(microseconds)),
            _ => From<long, string>(convert, Date),
        };
    }

    private static Maybe<string> Date(long days) => Times.Format(days);

    private static Maybe<long> Whole(Int128 number) => number >= long.MinValue && number <= long.MaxValue ? (long)number : Maybe<long>.Null;

    private static Maybe<long> Whole(double number)
    {
        var rounded = Math.Round(number, MidpointRounding.AwayFromZero);
        return rounded is >= -9223372036854775808d and < 9223372036854775808d ? (long)rounded : Maybe<long>.Null;
    }

    private static Maybe<double> Double(string text) => Maybe.Finite(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    private static Delegate OfText(Convert convert, Func<int, Maybe<string>> operand) => convert.Type.Kind switch
    {
        ValueType.Int64 => Parsed<long>(operand, WholeText(), text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : Maybe<long>.Null),
        ValueType.Double => Parsed(operand, DoubleText(), Double),
        ValueType.Decimal => Parsed(operand, DecimalText(), text => Maybe.Of(Decimals.Parse(text, convert.Type.Scale, convert.Digits))),
        ValueType.Bool => Parsed<bool>(operand, TruthText(), text => bool.Parse(text)),
        _ => Parsed(operand, DateText(), text => Maybe.Of(Times.ParseDate(text))),
    };

    private static Func<int, Maybe<T>> Parsed<T>(Func<int, Maybe<string>> operand, Regex form, Func<string, Maybe<T>> parse) =>
        row => operand(row).Then(text => form.IsMatch(text) ? parse(text) : Maybe<T>.Null);

    private Func<int, Maybe<TTo>> From<TFrom, TTo>(Convert convert, Func<TFrom, Maybe<TTo>> compute)
    {
        var operand = evaluator.Of<TFrom>(convert.Operand);
        return row => operand(row).Then(compute);
    }

    [GeneratedRegex(TextForms.Whole, RegexOptions.CultureInvariant)]
    private static partial Regex WholeText();

    [GeneratedRegex(TextForms.Double, RegexOptions.CultureInvariant)]
    private static partial Regex DoubleText();

    [GeneratedRegex(TextForms.Decimal, RegexOptions.CultureInvariant)]
    private static partial Regex DecimalText();

    [GeneratedRegex(TextForms.Truth, RegexOptions.CultureInvariant)]
    private static partial Regex TruthText();

    [GeneratedRegex(TextForms.Date, RegexOptions.CultureInvariant)]
    private static partial Regex DateText();
}
