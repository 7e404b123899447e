namespace FedMl.Features.Online;

/// <summary>What <c>GetOnlineFeatures</c> answers, as it is written to the wire without an object for each column and value.</summary>
/// <param name="Columns">One for each reference asked, in that order.</param>
internal sealed record OnlineAnswer(IReadOnlyList<AnsweredColumn> Columns);
