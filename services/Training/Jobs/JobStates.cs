namespace FedMl.Training.Jobs;

internal static class JobStates
{
    /// <summary>Whether nothing happens to a job any more.</summary>
    public static bool IsEnd(this JobState state) => state is JobState.Succeeded or JobState.Rejected or JobState.Failed or JobState.Canceled;
}
