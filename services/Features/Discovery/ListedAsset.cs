namespace FedMl.Features.Discovery;

/// <summary>An asset as lists show it; ordered by space and name.</summary>
internal sealed record ListedAsset(string Space, string Name, string Label) : IComparable<ListedAsset>
{
    public int CompareTo(ListedAsset? other) =>
        string.CompareOrdinal(Space, other?.Space) is var order and not 0 ? order : string.CompareOrdinal(Name, other?.Name);
}
