namespace FedMl.Training.Publication;

/// <summary>Tells others what happened. A job's journal is the outbox: what it does not say was sent is sent (again).</summary>
internal interface IEventSink
{
    /// <summary>Sends an event lastingly; one of the same id is the same event.</summary>
    Task SendAsync(PublishedEvent published, CancellationToken cancellationToken);
}
