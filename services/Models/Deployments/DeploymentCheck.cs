using System.Text.RegularExpressions;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Deployments;

/// <summary>What requests may say; every fault of one is told.</summary>
internal static partial class DeploymentCheck
{
    public const int MaxLogLines = 5000;
    private const int MaxShares = 100;
    private const string Form = "must be 3 to 32 letters, digits and hyphens, beginning with a letter";

    public static void Check(DeployRequest request, DeploymentOptions options) => Throw(
    [
        .. Name("endpoint", request.Endpoint), .. Name("deployment", request.Deployment),
        .. request.InstanceType.Length == 0 || options.Types.Contains(request.InstanceType)
            ? [] : new[] { new Fault("instance_type", $"must be one of {string.Join(", ", options.Types)}") },
        .. Between("instance_count", request.InstanceCount, options.MaxInstances),
    ]);

    public static void Check(SetTrafficRequest request)
    {
        var faults = new List<Fault>(Name("endpoint", request.Endpoint));
        if (request.Percent.Count > MaxShares)
        {
            faults.Add(new Fault("percent", $"must name at most {MaxShares} deployments"));
        }
        else
        {
            faults.AddRange(request.Percent.SelectMany(share => Name("percent", share.Key).Concat(Between("percent", share.Value, 100))));
            if (request.Percent.Values.Sum(share => (long)share) is not (0 or 100))
            {
                faults.Add(new Fault("percent", "must be 100 together, or 0"));
            }
        }

        Throw(faults);
    }

    public static void Check(GetDeploymentLogsRequest request) =>
        Throw([.. Name("endpoint", request.Endpoint), .. Name("deployment", request.Deployment), .. Between("lines", request.Lines, MaxLogLines)]);

    public static void CheckEndpoint(string endpoint, string deployment = "") =>
        Throw([.. Name("endpoint", endpoint), .. deployment.Length == 0 ? [] : Name("deployment", deployment)]);

    private static IEnumerable<Fault> Name(string field, string value) => NameForm().IsMatch(value) ? [] : [new Fault(field, Form)];

    private static IEnumerable<Fault> Between(string field, int value, int most) =>
        value >= 0 && value <= most ? [] : [new Fault(field, $"must be between 0 and {most}")];

    private static void Throw(IReadOnlyList<Fault> faults)
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", faults);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9-]{2,31}\z")]
    private static partial Regex NameForm();
}
