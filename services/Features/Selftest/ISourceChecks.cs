using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Selftest;

/// <summary>What only one kind of source knows of its checks.</summary>
internal interface ISourceChecks
{
    /// <summary>Options that name files with secrets.</summary>
    IReadOnlyList<string> SecretFiles { get; }

    /// <summary>What is wrong with those files, in the words of the configuration's own faults.</summary>
    IReadOnlyList<string> SecretFaults { get; }

    /// <summary>From this machine to the source's door and through it. Each builds on the one before.</summary>
    IEnumerable<Check> ReachChecks(Func<IBusinessDataSource> source);

    /// <summary>What to do about a failure of the source.</summary>
    string AdviceFor(ErrorReason reason);
}
