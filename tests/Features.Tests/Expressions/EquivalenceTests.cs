using System.Globalization;
using CsCheck;
using FedMl.Features.Columns;

namespace FedMl.Features.Tests.Expressions;

/// <summary>The evaluator and DuckDB say the same to the bit.</summary>
public sealed class EquivalenceTests
{
    private static readonly string[] Types = ["int64", "double", "decimal", "bool", "string", "date", "timestamp"];

    [Fact]
    public void Evaluate_AnyExpressionsOverAnyRows_AreWhatDuckDbSays() =>
        Gen.Select(Row().Array[16, 16], Expression().Array[32, 32]).Sample(
            (rows, texts) =>
            {
                using var table = new ExpressionTable(rows);
                var expressions = Array.ConvertAll(texts, text => table.Check(text.Text, TypeOf(text.Type)));
                var (evaluated, queried) = (table.Evaluate(expressions), table.Query(expressions));
                for (var i = 0; i < texts.Length; i++)
                {
                    for (var row = 0; row < rows.Length; row++)
                    {
                        Assert.True(evaluated[i][row] == queried[i][row], $"{texts[i].Text}\n{rows[row]}\nevaluator {evaluated[i][row]}, DuckDB {queried[i][row]}");
                    }
                }
            },
            iter: 150,
            threads: 1);

    [Fact]
    public void LowerAndUpper_EveryCharacterOfUnicode_AreWhatDuckDbSays()
    {
        string[] rows = [.. Enumerable.Range(0, 0x110)
            .Select(plane => string.Concat(Enumerable.Range(plane << 12, 0x1000).Where(c => c is not 0 and (< 0xD800 or > 0xDFFF)).Select(char.ConvertFromUtf32)))
            .Where(text => text.Length > 0)
            .Select(text => $"1,1,1,1,1,1,1,true,true,'{text.Replace("'", "''", StringComparison.Ordinal)}','',NULL,NULL,NULL,NULL")];
        using var table = new ExpressionTable(rows);
        FedMl.Features.Expressions.Typed.Expression[] expressions = [table.Check("lower(s1)", ValueType.String), table.Check("upper(s1)", ValueType.String)];
        var (evaluated, queried) = (table.Evaluate(expressions), table.Query(expressions));
        var differing = Enumerable.Range(0, expressions.Length)
            .SelectMany(i => queried[i].Zip(evaluated[i]))
            .SelectMany(pair => pair.First.EnumerateRunes().Zip(pair.Second.EnumerateRunes()))
            .Where(pair => pair.First != pair.Second)
            .Select(pair => pair.First.Value)
            .Where(letter => !IsNewerThanUnicode15(letter));
        Assert.Equal([], differing);
    }

    // Capital and small letters that came in pairs with versions 16 and 17.
    private static bool IsNewerThanUnicode15(int letter) =>
        letter is 0x19B or 0x264 or 0x1C89 or 0x1C8A or (>= 0xA7CB and <= 0xA7DC) or (>= 0x10D50 and <= 0x10D85);

    private static ValueType TypeOf(string name) => ValueTypes.TryParse(name, out var type) ? type : throw new ArgumentException(name);

    private static Gen<(string Type, string Text)> Expression() =>
        Gen.Select(Gen.OneOf(Types), Gen.Int[1, 4]).SelectMany((type, depth) => RandomExpressions.Of(type, depth).Select(text => (type, text)));

    private static Gen<string> Row()
    {
        static Gen<string> Null(Gen<string> gen) => Gen.Frequency((1, Gen.Const("NULL")), (6, gen));
        static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
        var whole = Gen.OneOf(Gen.Long.Select(x => Text(x)), Gen.Int[-9, 9].Select(x => Text(x)), Gen.OneOf("9223372036854775807", "(-9223372036854775807 - 1)"));
        var number = Gen.OneOf(
            Gen.Double.Select(x => $"'{x.ToString("R", CultureInfo.InvariantCulture).Replace("∞", "inf", StringComparison.Ordinal)}'::DOUBLE"),
            Gen.Int[-999, 999].Select(x => $"{Text(x)}::DOUBLE / 8"),
            Gen.Double[-1e6, 1e6].Select(x => $"round('{x.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE, 3)"),
            Gen.OneOf("'NaN'", "'Infinity'", "'-Infinity'", "'-0.0'", "'5e-324'", "'1.7976931348623157e308'", "'9223372036854775808'", "0.5", "2.5", "'0.49999999999999994'"));
        var cents = Gen.Long[-999999999999999999, 999999999999999999].Select(x => $"'{Text(x / 100)}.{Text(Math.Abs(x % 100)).PadLeft(2, '0')}'");
        var fine = Gen.OneOf(
            Gen.Select(Gen.Long[-9999999999999999, 9999999999999999], Gen.Long[0, 9999999999], (x, y) => $"'{Text(x)}.{y.ToString("D10", CultureInfo.InvariantCulture)}'"),
            Gen.OneOf("'9999999999999999999999999999.9999999999'", "'-0.0000000001'", "0.5", "2.5", "'-2.5000000000'"));
        var huge = Gen.OneOf(Gen.Long.Select(x => Text(x)), Gen.OneOf("'170141183460469231731687303715884105727'", "'99999999999999999999999999999999999999'", "'-12345678901234567890123456789012345678'", "5"));
        var truth = Gen.OneOf("true", "false");
        var text = Gen.OneOf(
            Gen.String[Gen.Char["aäßİıſΣς\u00e9Z z'\"\ue000\ud83d\ude00%_\n"], 0, 6].Where(s => s.EnumerateRunes().All(r => r.Value != 0xFFFD)).Select(s => $"'{s.Replace("'", "''", StringComparison.Ordinal)}'"),
            Gen.OneOf("'12'", "'+7'", "' 12'", "'1e3'", "'-1.5E-3'", "'.5'", "'5.'", "'1e400'", "'1e-400'", "'0.1'", "'99999999999999999999'", "'1_000'", "'TRUE'", "'false'", "'t'", "'2024-02-29'", "'2023-02-29'", "'0000-01-01'", "'9999-12-31'", "'20240101'", "'1.23456789012345678901234567890'", "'NaN'", "'inf'", "'12\n'", "''"),
            fine);
        var date = Gen.OneOf(Gen.Int[-719162, 2932896].Select(x => $"DATE '1970-01-01' + {Text(x)}"), Gen.Int[-400, 400].Select(x => $"DATE '1970-01-01' + {Text(x)}"), Gen.OneOf("'9999-12-31'", "'0001-01-01'", "'2024-02-29'"));
        var time = Gen.OneOf(Gen.Long[-62135596800000000, 253402300799999999].Select(x => $"make_timestamp({Text(x)})"), Gen.Long[-100000000000, 100000000000].Select(x => $"make_timestamp({Text(x)})"));
        var plain = Gen.OneOf(Gen.Int.Select(x => Text(x)), Gen.Int[-9, 9].Select(x => Text(x)));
        var single = Gen.OneOf(Gen.Single.Where(float.IsFinite).Select(x => $"'{x.ToString("R", CultureInfo.InvariantCulture)}'"), Gen.OneOf("'NaN'", "0.1", "'3.4028235e38'"));
        return Gen.Select(
            Gen.Select(Null(whole), Null(plain), Null(number), Null(single), Null(cents), (a, b, c, d, e) => $"{a},{b},{c},{d},{e}"),
            Gen.Select(Null(fine), Null(huge), Null(truth), Null(truth), Null(text), (a, b, c, d, e) => $"{a},{b},{c},{d},{e}"),
            Gen.Select(Null(text), Null(date), Null(date), Null(time), Null(time), (a, b, c, d, e) => $"{a},{b},{c},{d},{e}"),
            (a, b, c) => $"{a},{b},{c}");
    }
}
