using System.Globalization;
using Microsoft.OData.Edm;

namespace FedMl.Tests.Datasphere;

/// <summary>Values of rows and literals, so that they compare.</summary>
internal static class EdmValues
{
    /// <summary>A row's value.</summary>
    public static IComparable? Of(string? text, string type) => (text, type) switch
    {
        (null, _) => null,
        (_, "Edm.Boolean") => bool.Parse(text),
        (_, "Edm.Decimal" or "Edm.Byte" or "Edm.SByte" or "Edm.Int16" or "Edm.Int32" or "Edm.Int64") => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        (_, "Edm.Double" or "Edm.Single") => double.Parse(text, CultureInfo.InvariantCulture),
        (_, "Edm.Date") => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        (_, "Edm.DateTimeOffset") => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        (_, "Edm.TimeOfDay") => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        (_, "Edm.Guid") => Guid.Parse(text),
        _ => text,
    };

#pragma warning disable CS0618 // Date and TimeOfDay are what the parser of this version hands out.
    /// <summary>A literal's value.</summary>
    public static IComparable? Of(object? literal) => literal switch
    {
        null => null,
        byte or sbyte or short or int or long or decimal => Convert.ToDecimal(literal, CultureInfo.InvariantCulture),
        float or double => Convert.ToDouble(literal, CultureInfo.InvariantCulture),
        Date date => new DateOnly(date.Year, date.Month, date.Day),
        TimeOfDay time => new TimeOnly(time.Ticks),
        IComparable other => other,
        _ => throw new RefusedException(400, "A literal of that type is not supported."),
    };
#pragma warning restore CS0618

    /// <summary>Null equals null and is neither less nor greater than anything; texts compare by code point.</summary>
    public static int? Compare(IComparable? left, IComparable? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) or (_, null) => null,
        (string a, string b) => CompareTexts(a, b),
        (decimal a, double b) => ((double)a).CompareTo(b),
        (double a, decimal b) => a.CompareTo((double)b),
        _ => left.CompareTo(right),
    };

    // UTF-16 would put surrogates, which are the highest code points, before U+E000.
    private static int CompareTexts(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        return same < a.Length && same < b.Length && char.IsSurrogate(a[same]) != char.IsSurrogate(b[same])
            ? char.IsSurrogate(a[same]) ? 1 : -1
            : string.CompareOrdinal(a, b);
    }
}
