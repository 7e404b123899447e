using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Templates;

namespace FedMl.Training.Jobs;

/// <summary>Checks what is asked for, and makes a job of it.</summary>
internal sealed class JobSubmission(TemplateFolder templates, JobStore store, IJobRunner runner)
{
    private const int MaxKey = 128;
    private const int MaxBy = 100;
    private const int IdBytes = 10;

    /// <param name="tenant">Whose job.</param>
    /// <param name="template">Name of the template.</param>
    /// <param name="values">Values of parameters.</param>
    /// <param name="key">What tells this request from others; empty: nothing does.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="trigger">What asks.</param>
    /// <exception cref="ServiceException">INVALID_REQUEST with all faults; those of <see cref="TemplateFolder.Find"/> and <see cref="JobStore.Create"/>.</exception>
    public Job Submit(string tenant, string template, IReadOnlyDictionary<string, string> values, string key, string by, string trigger)
    {
        List<Fault> faults = [];
        if (!TemplateName.IsValid(tenant))
        {
            faults.Add(new Fault("tenant", $"must be {TemplateName.Form}"));
        }

        if (!TemplateName.IsValid(template))
        {
            faults.Add(new Fault("template", $"must be {TemplateName.Form}"));
        }

        if (key.Length > MaxKey || key.Any(char.IsControl))
        {
            faults.Add(new Fault("idempotency_key", $"must have at most {MaxKey} characters and no control characters"));
        }

        if (by.Length > MaxBy || by.Any(char.IsControl))
        {
            faults.Add(new Fault("by", $"must have at most {MaxBy} characters and no control characters"));
        }

        ThrowIfAny(faults);
        var found = templates.Find(template);
        faults.AddRange(FaultsOf(found, values));
        ThrowIfAny(faults);
        if (found.IsPaused)
        {
            throw new ServiceException(ErrorReason.TemplatePaused, $"Template {template} is paused.");
        }

        runner.Check(found);
        var all = new SortedDictionary<string, string>(found.Parameters.ToDictionary(p => p.Name, p => values.GetValueOrDefault(p.Name, p.Default)), StringComparer.Ordinal);
        var digest = Hash(JsonSerializer.Serialize(new { template, all }));
        var id = $"{template}-{(key.Length == 0 ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)) : Hash(key)[..(2 * IdBytes)])}";
        return store.Create(new JobRequest(id, tenant, digest, found, all, by, trigger));
    }

    private static IEnumerable<Fault> FaultsOf(Template template, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var parameter = template.Parameters.FirstOrDefault(p => p.Name == name);
            if (parameter is null)
            {
                yield return new Fault("parameters", $"there is no parameter of that name; there are {(template.Parameters.Count == 0 ? "none" : string.Join(", ", template.Parameters.Select(p => p.Name)))}");
            }
            else if (!parameter.Takes(value))
            {
                yield return new Fault($"parameters.{name}", $"must match {parameter.Pattern}, with at most {TemplateParameter.MaxValue} characters");
            }
        }
    }

    private static void ThrowIfAny(List<Fault> faults)
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", faults);
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
