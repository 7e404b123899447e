using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Annotations of options within options, which the framework does not look at.</summary>
internal static class OptionsFaults
{
    public static IEnumerable<string> Of(object options, string section)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults.Select(fault => $"{section}: {fault.ErrorMessage}");
    }
}
