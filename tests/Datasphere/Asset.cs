namespace FedMl.Tests.Datasphere;

/// <summary>A view that is exposed for consumption.</summary>
/// <param name="Rows">Values as OData's JSON has them, numbers and truth values as their literal; null: null.</param>
public sealed record Asset(string Space, string Name, IReadOnlyList<AssetColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    /// <summary>For people; null: none.</summary>
    public string? Label { get; init; } = Name;

    /// <summary>Offered for relational reads.</summary>
    public bool IsRelational { get; init; } = true;

    /// <summary>Offered for analytical reads, which aggregate over the dimensions that are selected.</summary>
    public bool IsAnalytical { get; init; }

    /// <summary>A source in its lineage is federated: few operators of <c>$filter</c>, neither <c>$top</c> nor <c>$skip</c> nor <c>$orderby</c>.</summary>
    public bool IsFederated { get; init; }

    /// <summary>Input parameters, by name: an Edm type. With any, rows are at <c>asset(P=1)/Set</c>.</summary>
    public IReadOnlyList<(string Name, string Type)> Parameters { get; init; } = [];

    /// <summary>As the service document names it: no name begins with a digit, and of what OData's names cannot hold an underscore is left.</summary>
    public string EntitySet => (char.IsAsciiDigit(Name[0]) ? "_" : "") + string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}

/// <param name="Type">Its Edm type, such as <c>Edm.Decimal</c>.</param>
/// <param name="IsKey">Whether <c>$metadata</c> has it in the key.</param>
/// <param name="IsMeasure">Whether analytical reads sum it.</param>
/// <param name="IsFilterable">Whether <c>$filter</c> may name it.</param>
public sealed record AssetColumn(string Name, string Type, bool IsKey = false, bool IsMeasure = false, bool IsFilterable = true);
