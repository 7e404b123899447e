namespace FedMl.Features.Views;

/// <summary>One fault of a feature view file.</summary>
/// <param name="File">Relative to the folder of feature views.</param>
/// <param name="Line">Counted from 1; 0 where no line can be told.</param>
internal sealed record ViewFault(string File, int Line, string Description);
