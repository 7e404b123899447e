using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Store;

/// <summary>All that this process knows of its models, for people and for the gateway.</summary>
public sealed class ModelCatalogue(ModelStore store, StatusBoard statuses)
{
    /// <summary>Statuses of one model, or of all where the name is empty; with the signature of those that are ready.</summary>
    public IReadOnlyList<ModelStatus> List(string model)
    {
        var list = statuses.List(model).Where(status => store.Sees(status.Model)).ToArray();
        foreach (var status in list)
        {
            status.IsDefault = store.DefaultVersionOf(status.Model) == status.Version;
            status.Weight = store.WeightOf(status.Model, status.Version);
            status.IsShadow = store.IsShadow(status.Model, status.Version);
            if (store.TryPeek(status.Model, status.Version) is { } loaded)
            {
                Describe(status, loaded);
            }
        }

        return [.. list.OrderBy(s => s.Model, StringComparer.Ordinal).ThenBy(s => store.IndexOfVersion(s.Model, s.Version))];
    }

    private static void Describe(ModelStatus status, LoadedModel model)
    {
        status.MemoryBytes = model.MemoryBytes;
        status.Inputs.AddRange(model.Signature.Columns.Select(c => new SignatureInput
        {
            Name = c.Name,
            Datatype = c.Datatype.Name(),
            Feature = c.Feature ?? "",
            Missing = c.Missing.ToString().ToLowerInvariant(),
        }));
        foreach (var output in model.Signature.Outputs)
        {
            var described = new SignatureOutput { Name = output.Name, Datatype = output.Datatype.Name() };
            described.Classes.AddRange(output.Signature.Classes);
            status.Outputs.Add(described);
        }
    }
}
