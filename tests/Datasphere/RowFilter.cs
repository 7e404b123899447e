using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace FedMl.Tests.Datasphere;

/// <summary>A <c>$filter</c>, read by OData's own parser and then held against what Datasphere takes.</summary>
internal sealed class RowFilter
{
    private static readonly BinaryOperatorKind[] Basic = [BinaryOperatorKind.And, BinaryOperatorKind.Or, BinaryOperatorKind.Equal];

    private static readonly BinaryOperatorKind[] Full =
    [
        .. Basic, BinaryOperatorKind.NotEqual, BinaryOperatorKind.GreaterThan, BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.LessThan, BinaryOperatorKind.LessThanOrEqual,
    ];

    private readonly Asset asset;
    private readonly Dictionary<string, int> ordinals;
    private readonly Func<string?[], bool> matches;

    private RowFilter(Asset asset, SingleValueNode expression)
    {
        this.asset = asset;
        ordinals = asset.Columns.Select((column, i) => (column.Name, i)).ToDictionary(column => column.Name, column => column.i, StringComparer.Ordinal);
        matches = Condition(expression);
    }

    /// <exception cref="RefusedException">It is no filter, or one that the asset does not take.</exception>
    public static Func<string?[], bool> Read(Asset asset, IEdmModel edm, string text)
    {
        RefuseQuotes(text);
        var type = edm.FindDeclaredType($"{Csdl.Namespace}.{Csdl.TypeName(asset)}");
        var set = edm.EntityContainer.EntitySets().Single(candidate => candidate.EntityType == type);
        var parser = new ODataQueryOptionParser(edm, type, set, new Dictionary<string, string> { ["$filter"] = text });
        try
        {
            return new RowFilter(asset, parser.ParseFilter().Expression).matches;
        }
        catch (ODataException exception)
        {
            throw new RefusedException(400, $"$filter={text}: {exception.Message}");
        }
    }

    private Func<string?[], bool> Condition(SingleValueNode node)
    {
        switch (node)
        {
            case ConvertNode convert:
                return Condition(convert.Source);
            case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } or:
                // A long chain of alternatives is a list, not a deep tree.
                return Any(Alternatives(or));
            case BinaryOperatorNode { OperatorKind: BinaryOperatorKind.And } and:
                var (left, right) = (Condition(and.Left), Condition(and.Right));
                return row => left(row) && right(row);
            case BinaryOperatorNode comparison:
                return Comparison(comparison);
            case UnaryOperatorNode { OperatorKind: UnaryOperatorKind.Not } not when !asset.IsFederated:
                var negated = Condition(not.Operand);
                return row => !negated(row);
            default:
                throw new RefusedException(400, $"{node.Kind} is not supported in $filter.", isUnexpected: !asset.IsFederated);
        }
    }

    // Of the many keys that a client asks for, one look-up tells whether a row has one.
    private Func<string?[], bool> Any(List<SingleValueNode> alternatives)
    {
        var keys = alternatives.OfType<BinaryOperatorNode>()
            .Where(node => node is { OperatorKind: BinaryOperatorKind.Equal, Left: SingleValuePropertyAccessNode { Property.Type.Definition: IEdmPrimitiveType { PrimitiveKind: EdmPrimitiveTypeKind.String } }, Right: ConstantNode { Value: string } })
            .ToLookup(node => ((SingleValuePropertyAccessNode)node.Left).Property.Name, StringComparer.Ordinal);
        (Func<string?[], IComparable?> Value, HashSet<string> Keys)[] sets =
            [.. keys.Select(column => (Value(column.First().Left), column.Select(node => (string)((ConstantNode)node.Right).Value).ToHashSet(StringComparer.Ordinal)))];
        var found = keys.SelectMany(column => column).ToHashSet<SingleValueNode>();
        Func<string?[], bool>[] others = [.. alternatives.Where(node => !found.Contains(node)).Select(Condition)];
        return row => sets.Any(set => set.Value(row) is string value && set.Keys.Contains(value)) || others.Any(one => one(row));
    }

    // OData would take a doubled quote for a quote; Datasphere does not.
    private static void RefuseQuotes(string text)
    {
        for (var open = text.IndexOf('\'', StringComparison.Ordinal); open >= 0;)
        {
            var close = text.IndexOf('\'', open + 1);
            if (close < 0 || text[(close + 1)..].StartsWith('\''))
            {
                throw new RefusedException(400, $"A quote within a value is not supported: {text}");
            }

            open = text.IndexOf('\'', close + 1);
        }
    }

    private static List<SingleValueNode> Alternatives(BinaryOperatorNode or)
    {
        List<SingleValueNode> found = [];
        SingleValueNode node = or;
        while (node is BinaryOperatorNode { OperatorKind: BinaryOperatorKind.Or } next)
        {
            found.Add(next.Right);
            node = next.Left;
        }

        found.Add(node);
        return found;
    }

    private Func<string?[], bool> Comparison(BinaryOperatorNode node)
    {
        if (!(asset.IsFederated ? Basic : Full).Contains(node.OperatorKind))
        {
            throw new RefusedException(400, $"{node.OperatorKind} is not supported in $filter.", isUnexpected: !asset.IsFederated);
        }

        var left = Value(node.Left);
        var right = Value(node.Right);
        return row => EdmValues.Compare(left(row), right(row)) is { } order
            ? node.OperatorKind switch
            {
                BinaryOperatorKind.Equal => order == 0,
                BinaryOperatorKind.NotEqual => order != 0,
                BinaryOperatorKind.LessThan => order < 0,
                BinaryOperatorKind.LessThanOrEqual => order <= 0,
                BinaryOperatorKind.GreaterThan => order > 0,
                _ => order >= 0,
            }
            : node.OperatorKind == BinaryOperatorKind.NotEqual;
    }

    private Func<string?[], IComparable?> Value(SingleValueNode node)
    {
        switch (node)
        {
            case ConvertNode convert:
                return Value(convert.Source);
            case ConstantNode constant:
                var literal = EdmValues.Of(constant.Value);
                return _ => literal;
            case SingleValuePropertyAccessNode property:
                var ordinal = ordinals[property.Property.Name];
                var column = asset.Columns[ordinal];
                return column.IsFilterable && column.Type is not ("Edm.Binary" or "Edm.Guid")
                    ? row => EdmValues.Of(row[ordinal], column.Type)
                    : throw new RefusedException(400, $"{column.Name} cannot be filtered by.");
            default:
                throw new RefusedException(400, $"{node.Kind} is no value in $filter.");
        }
    }
}
