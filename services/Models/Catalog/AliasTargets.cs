using FedMl.Models.Registry;

namespace FedMl.Models.Catalog;

/// <summary>
/// Which version each declared alias stands for. An alias moves to a version that is offered only; until
/// then, it stays where it was, so that a wrong or early alias file takes no model from anyone.
/// </summary>
internal static class AliasTargets
{
    public static SortedDictionary<string, string> Choose(
        RegistryModel model, IReadOnlyList<PublishedVersion> versions, PublishedModel? before, ICollection<RegistryFault> faults)
    {
        var listed = versions.ToDictionary(v => v.Version, StringComparer.Ordinal);
        var chosen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (alias, wanted) in model.Aliases)
        {
            if (listed.TryGetValue(wanted, out var target) && target.IsOffered && target.IsRead)
            {
                chosen.Add(alias, wanted);
                continue;
            }

            var stays = before?.Aliases.GetValueOrDefault(alias);
            if (target is { IsOffered: true })
            {
                // It is being read; nothing is wrong.
                if (stays is not null && listed.ContainsKey(stays))
                {
                    chosen.Add(alias, stays);
                }

                continue;
            }

            var fault = $"names version {wanted}, which {(target is null ? "does not exist" : "is not offered")}";
            if (stays is not null && listed.ContainsKey(stays))
            {
                chosen.Add(alias, stays);
                fault += $"; it stays at {stays}";
            }

            faults.Add(new RegistryFault(FaultKind.Alias, $"{model.Name} {alias}", fault));
        }

        return chosen;
    }
}
