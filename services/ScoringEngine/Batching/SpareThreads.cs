namespace FedMl.ScoringEngine.Batching;

/// <summary>
/// Threads of the pool in place of those that runs, loads and explanations hold for long. The pool sees such a thread as busy
/// and adds another only after half a second and more; until then no deadline would fire, since timers are the pool's
/// too, and no other request be read.
/// </summary>
internal static class SpareThreads
{
    private static readonly Lock Gate = new();
    private static readonly (int Workers, int Ports) Least = LeastOfThePool();
    private static int held;

    /// <summary>Threads held at the moment.</summary>
    public static int Held
    {
        get
        {
            lock (Gate)
            {
                return held;
            }
        }
    }

    /// <summary>So many more are held, or fewer.</summary>
    public static void Add(int change)
    {
        if (change == 0)
        {
            return;
        }

        lock (Gate)
        {
            held += change;
            ThreadPool.SetMinThreads(Least.Workers + held, Least.Ports);
        }
    }

    private static (int Workers, int Ports) LeastOfThePool()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        return (workers, ports);
    }
}
