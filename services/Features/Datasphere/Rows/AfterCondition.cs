using FedMl.Features.Columns;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>What says in <c>$filter</c> that a key comes after another: <c>(a gt 1 or (a eq 1 and b gt 'x'))</c>. Encoded.</summary>
/// <param name="IsExact">Otherwise it holds for some keys before, too.</param>
internal sealed record AfterCondition(string Text, bool IsExact)
{
    public static AfterCondition Of(IReadOnlyList<BoundColumn> columns, IReadOnlyList<ColumnValues> keys, int row)
    {
        List<string> alternatives = [];
        List<string> same = [];
        for (var i = 0; i < columns.Count; i++)
        {
            var name = columns[i].Source.Name;
            var literal = KeyLiteral.Of(columns[i].Source, keys[i], row);
            alternatives.Add(And([.. same, $"{name}%20{(literal.IsExact ? "gt" : "ge")}%20{literal.Text}"]));
            if (!literal.IsExact)
            {
                return new(Or(alternatives), IsExact: false);
            }

            same.Add($"{name}%20eq%20{literal.Text}");
        }

        return new(Or(alternatives), IsExact: true);
    }

    private static string And(List<string> parts) => parts.Count == 1 ? parts[0] : $"({string.Join("%20and%20", parts)})";

    private static string Or(List<string> parts) => parts.Count == 1 ? parts[0] : $"({string.Join("%20or%20", parts)})";
}
