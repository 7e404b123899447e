namespace FedMl.ScoringEngine.Admission;

/// <summary>How things stand at the door.</summary>
/// <param name="Limit">Requests that may be in flight.</param>
/// <param name="InFlight">Requests in flight.</param>
/// <param name="Waiting">Requests that wait to be let in.</param>
/// <param name="BytesHeld">Bytes of bodies that arrive, wait or are in flight.</param>
public readonly record struct AdmissionState(int Limit, int InFlight, int Waiting, long BytesHeld);
