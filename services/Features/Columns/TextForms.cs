using System.Numerics;

namespace FedMl.Features.Columns;

/// <summary>The forms of texts, of characters or of UTF-8, that are checked value by value, which patterns are too slow for.</summary>
internal static class TextForms
{
    private const int DateLength = 10;

    /// <summary>Optional sign, digits, optional point and digits.</summary>
    public static bool IsPlainDecimal<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T>
    {
        text = text.Length > 0 && (text[0] == Of<T>('+') || text[0] == Of<T>('-')) ? text[1..] : text;
        var point = text.IndexOf(Of<T>('.'));
        return AreDigits(point < 0 ? text : text[..point]) && (point < 0 || AreDigits(text[(point + 1)..]));
    }

    /// <summary>Reads <c>yyyy-MM-dd</c>, years 1 to 9999.</summary>
    /// <param name="text">The date.</param>
    /// <param name="day">Days since 0001-01-01.</param>
    public static bool TryReadDay<T>(ReadOnlySpan<T> text, out int day)
        where T : unmanaged, IBinaryInteger<T>
    {
        day = 0;
        if (text.Length != DateLength || text[4] != Of<T>('-') || text[7] != Of<T>('-') || !AreDigits(text[..4]) || !AreDigits(text[5..7]) || !AreDigits(text[8..]))
        {
            return false;
        }

        var (year, month, dayOfMonth) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        if (year == 0 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber;
        return true;
    }

    private static T Of<T>(char character)
        where T : unmanaged, IBinaryInteger<T> => T.CreateTruncating(character);

    private static bool AreDigits<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T> => text.Length > 0 && !text.ContainsAnyExceptInRange(Of<T>('0'), Of<T>('9'));

    private static int Number<T>(ReadOnlySpan<T> digits)
        where T : unmanaged, IBinaryInteger<T>
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + int.CreateTruncating(digit) - '0';
        }

        return number;
    }
}
