using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring.Admission;

/// <summary>What no annotation can say, since it takes two sections.</summary>
internal sealed class AdmissionOptionsValidator(IOptions<LimitOptions> limits) : IValidateOptions<ScoringOptions>
{
    public ValidateOptionsResult Validate(string? name, ScoringOptions options) =>
        options.Admission.MaxBytes >= limits.Value.MaxMessageBytes
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Scoring:Admission:MaxBytes {options.Admission.MaxBytes} is less than Limits:MaxMessageBytes {limits.Value.MaxMessageBytes}: the largest message could never be let in.");
}
