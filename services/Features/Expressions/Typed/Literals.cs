using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions.Syntax;

namespace FedMl.Features.Expressions.Typed;

/// <summary>Values that stand in an expression.</summary>
internal static class Literals
{
    public static Literal? Read(SyntaxNode node, Faults faults) => node switch
    {
        NumberSyntax number => Number(number, faults),
        TextSyntax text => Text(text, faults),
        TimeSyntax time => Time(time.Text, time.Type == "date") ?? Fault(time.At, $"'{time.Text}' is no {time.Type}, such as {Sample(time.Type)}", faults),
        TruthSyntax truth => new Literal(ExpressionType.Bool, truth.Value),
        NullSyntax => new Literal(ExpressionType.Null, null),
        _ => throw new ArgumentException("No literal.", nameof(node)),
    };

    /// <summary>A day, where it must be or where it says no time of day; else a point in time, UTC.</summary>
    public static Literal? Time(string text, bool isDate)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            var days = Times.DaysOf(date);
            return isDate ? new Literal(ExpressionType.Date, days) : new Literal(ExpressionType.Timestamp, days * Times.MicrosecondsADay);
        }

        return !isDate && Timestamps.TryParse(text, out var microseconds) ? new Literal(ExpressionType.Timestamp, microseconds) : null;
    }

    private static string Sample(string type) => type == "date" ? "2024-02-29" : "2024-02-29 12:00:00";

    private static Literal? Number(NumberSyntax node, Faults faults)
    {
        if (node.Text.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            var number = double.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(number) ? new Literal(ExpressionType.Double, number) : Fault(node.At, "the number is too large for a double", faults);
        }

        if (long.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            return new Literal(ExpressionType.Int64, whole);
        }

        var point = node.Text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : node.Text.Length - point - 1;
        return scale <= ExpressionType.MaxDigits && Decimals.Parse(node.Text, scale) is { } value
            ? new Literal(ExpressionType.Decimal(scale), value)
            : Fault(node.At, $"the number has more than {ExpressionType.MaxDigits} digits", faults);
    }

    private static Literal? Text(TextSyntax node, Faults faults)
    {
        var isText = !node.Text.Contains('\0', StringComparison.Ordinal) && node.Text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);
        return isText ? new Literal(ExpressionType.Text, node.Text) : Fault(node.At, "the text holds a character that is none", faults);
    }

    private static Literal? Fault(int at, string description, Faults faults)
    {
        faults.Add(at, description);
        return null;
    }
}
