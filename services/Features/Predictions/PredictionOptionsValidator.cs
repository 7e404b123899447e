using FedMl.Features.Sql;
using FedMl.Features.Sql.Statements;
using FedMl.Features.Views;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Predictions;

/// <summary>Refuses to start where predictions could not be written.</summary>
internal sealed class PredictionOptionsValidator(IOptions<FeaturesOptions> features) : IValidateOptions<PredictionOptions>
{
    // The longest text and binary that SAP HANA keeps in a row.
    private const int MaxSqlValueSize = 5000;

    public ValidateOptionsResult Validate(string? name, PredictionOptions options)
    {
        string[] faults = [.. FaultsOf(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FaultsOf(PredictionOptions options)
    {
        var isSql = options.Target == PredictionTarget.Sql;
        if (!(isSql ? SqlName.CanExist(options.Schema) : Identifier.IsValid(options.Schema)))
        {
            yield return Fault(nameof(options.Schema), isSql ? "must be a schema's name, up to 127 bytes" : "must be letters, digits and _, not a digit first");
        }

        if (options.Target == PredictionTarget.DuckDb && !(options.Path.Length > 0 && !Directory.Exists(options.Path) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(options.Path)))))
        {
            yield return Fault(nameof(options.Path), $"'{options.Path}' must be a file in a folder that is there");
        }

        if (options.Target == PredictionTarget.Parquet && !Directory.Exists(options.Path))
        {
            yield return Fault(nameof(options.Path), $"'{options.Path}' must be a folder that is there");
        }

        if (!isSql)
        {
            yield break;
        }

        if (options.MaxValueSize > MaxSqlValueSize)
        {
            yield return Fault(nameof(options.MaxValueSize), $"must be at most {MaxSqlValueSize} where {nameof(options.Target)} is {PredictionTarget.Sql}");
        }

        // Else they are checked with the source.
        if (features.Value.Source != SourceKind.Sql)
        {
            foreach (var fault in SqlOptionsValidator.FaultsOf(features.Value.Sql))
            {
                yield return fault;
            }
        }
    }

    private static string Fault(string option, string description) => $"{PredictionOptions.Section}:{option} {description}.";
}
