using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace FedMl.Training;

/// <summary>Refuses to start on a folder of templates that is not there, and on programs that are none.</summary>
internal sealed class TrainingOptionsValidator : IValidateOptions<TrainingOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainingOptions options)
    {
        List<string> faults = [];
        if (!Directory.Exists(options.Templates))
        {
            faults.Add($"{TrainingOptions.Section}:{nameof(options.Templates)} '{options.Templates}' is not a folder that can be read.");
        }

        List<ValidationResult> results = [];
        Validator.TryValidateObject(options.Local, new ValidationContext(options.Local), results, validateAllProperties: true);
        faults.AddRange(results.Select(result => $"{TrainingOptions.Section}:{nameof(options.Local)}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"));
        faults.AddRange(options.Local.Programs.Where(program => !File.Exists(program.Value))
            .Select(program => $"{TrainingOptions.Section}:{nameof(options.Local)}:{nameof(options.Local.Programs)}:{program.Key} '{program.Value}' is not a file."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
