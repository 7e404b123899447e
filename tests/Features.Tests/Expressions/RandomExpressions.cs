using System.Collections.Concurrent;
using CsCheck;

namespace FedMl.Features.Tests.Expressions;

/// <summary>Expressions of any shape over the columns of <see cref="ExpressionTable"/>, as text.</summary>
internal static class RandomExpressions
{
    private static readonly string[] Comparisons = ["=", "<>", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Units = ["second", "'minute'", "hour", "DAY", "month", "year"];

    // There are few, each made of few others: made anew for each place there would be millions.
    private static readonly ConcurrentDictionary<(string, int), Gen<string>> Made = new();

    public static Gen<string> Of(string type, int depth) => Made.GetOrAdd((type, depth), _ =>
        depth == 0 ? Leaf(type) : Gen.Frequency((1, Leaf(type)), (2, Shared(type, depth - 1)), (4, Own(type, depth - 1))));

    private static Gen<string> Leaf(string type) => type switch
    {
        "int64" => Gen.OneOf("i1", "i2", "I1", "0", "1", "-1", "7", "9223372036854775807", "-9223372036854775807", "null"),
        "double" => Gen.OneOf("d1", "d2", "\"d1\"", "1e0", "0e0", "1.5e0", "1e308", "-1e-300", "3e15", "null"),
        "decimal" => Gen.OneOf("m1", "m2", "m3", "1.5", "0.005", "-2.50", "99999999999999999999999999999999999999", "0.00000000000000000001", "cast(null as decimal(9, 3))"),
        "bool" => Gen.OneOf("b1", "b2", "true", "false", "null"),
        "string" => Gen.OneOf("s1", "s2", "'x'", "''", "'it''s'", "'12'", "'İß'", "null"),
        "date" => Gen.OneOf("t1", "t2", "date '2024-02-29'", "date '0001-01-01'", "null"),
        _ => Gen.OneOf("u1", "u2", "timestamp '1969-12-31 23:59:59.999999'", "timestamp '2024-01-01'", "null"),
    };

    private static Gen<string> Shared(string type, int depth) => Gen.OneOf(
        Gen.Select(Of("bool", depth), Of(type, depth), Of(type, depth), (w, x, y) => $"case when {w} then {x} else {y} end"),
        Gen.Select(Of("bool", depth), Of(type, depth), Of("bool", depth), Of(type, depth), (w, x, v, y) => $"CASE WHEN {w} THEN {x} WHEN {v} THEN {y} END"),
        Gen.Select(Of(type, depth), Of(type, depth), (x, y) => $"coalesce({x}, {y})"));

    private static Gen<string> Own(string type, int depth)
    {
        Gen<string> Cast(string from, string to) => Of(from, depth).Select(x => $"cast({x} as {to})");
        Gen<string> Two(string of, string pattern) => Gen.Select(Of(of, depth), Of(of, depth), (x, y) => pattern.Replace("@", x, StringComparison.Ordinal).Replace("#", y, StringComparison.Ordinal));
        Gen<string> One(string of, string pattern) => Of(of, depth).Select(x => pattern.Replace("@", x, StringComparison.Ordinal));

        return type switch
        {
            "int64" => Gen.OneOf(
                Two("int64", "(@ + #)"), Two("int64", "(@ - #)"), Two("int64", "(@ * #)"), One("int64", "-(@)"), One("int64", "abs(@)"), One("int64", "round(@, 2)"),
                Cast("double", "int64"), Cast("decimal", "bigint"), Cast("string", "int64"),
                Gen.Select(Gen.OneOf(Units), Of("date", depth), Of("date", depth), (u, x, y) => $"datediff({u}, {x}, {y})"),
                Gen.Select(Gen.OneOf(Units), Of("timestamp", depth), Of("date", depth), (u, x, y) => $"datediff({u}, {x}, {y})"),
                Gen.Select(Of("timestamp", depth), Of("timestamp", depth), (x, y) => $"days_between({x}, {y})")),
            "double" => Gen.OneOf(
                Two("double", "(@ + #)"), Two("double", "(@ - #)"), Two("double", "(@ * #)"), Two("double", "(@ / #)"), Two("int64", "(@ / #)"), Two("decimal", "(@ / #)"),
                One("double", "- @"), One("double", "abs(@)"), Gen.Select(Of("double", depth), Gen.Int[0, 15], (x, n) => $"round({x}, {n})"),
                Cast("int64", "double"), Cast("decimal", "double"), Cast("string", "double"),
                Gen.Select(Of("int64", depth), Of("double", depth), (x, y) => $"({x} * {y})"), Gen.Select(Of("double", depth), Of("decimal", depth), (x, y) => $"({x} - {y})")),
            "decimal" => Gen.OneOf(
                Two("decimal", "(@ + #)"), Two("decimal", "(@ - #)"), Two("decimal", "(cast(@ as decimal(38, 9)) * cast(# as decimal(30, 9)))"), One("decimal", "-(@)"), One("decimal", "abs(@)"),
                Gen.Select(Of("decimal", depth), Gen.Int[0, 12], (x, n) => $"round({x}, {n})"),
                Gen.Select(Of("int64", depth), Of("decimal", depth), (x, y) => $"({x} + {y})"),
                Cast("decimal", "decimal(10, 4)"), Cast("decimal", "decimal(38, 0)"), Cast("int64", "decimal(12, 2)"), Cast("double", "decimal(38, 10)"), Cast("double", "decimal(20, 0)"), Cast("string", "numeric(38, 5)")),
            "bool" => Gen.OneOf(
                Compared("int64", depth), Compared("double", depth), Compared("decimal", depth), Compared("string", depth), Compared("date", depth), Compared("timestamp", depth),
                Gen.Select(Of("int64", depth), Of("decimal", depth), (x, y) => $"({x} < {y})"), Gen.Select(Of("double", depth), Of("decimal", depth), (x, y) => $"({x} >= {y})"),
                Gen.Select(Of("timestamp", depth), Of("date", depth), (x, y) => $"({x} > {y})"),
                Two("bool", "(@ and #)"), Two("bool", "(@ or #)"), Two("bool", "(@ = #)"), One("bool", "(not @)"),
                One("double", "(@ is null)"), One("decimal", "(@ is not null)"), One("string", "(@ is null)"), One("timestamp", "(@ is null)"), Cast("string", "bool")),
            "string" => Gen.OneOf(
                Two("string", "concat(@, #)"), Two("string", "(@ || #)"), One("string", "lower(@)"), One("string", "upper(@)"),
                Cast("int64", "string"), Cast("decimal", "varchar"), Cast("bool", "string"), Cast("date", "string")),
            "date" => Gen.OneOf(Cast("timestamp", "date"), Cast("string", "date")),
            _ => Cast("date", "timestamp"),
        };
    }

    private static Gen<string> Compared(string type, int depth) =>
        Gen.Select(Gen.OneOf(Comparisons), Of(type, depth), Of(type, depth), (o, x, y) => $"({x} {o} {y})");
}
