using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FedMl.Benchmarks.Wires;

/// <summary>Waits for a socket with the precision of the kernel's timers: .NET's own poll counts whole milliseconds.</summary>
internal static unsafe partial class Readiness
{
    private const short In = 1;
    private const int SetTimerSlack = 29;

    public static bool Wait(Socket socket, TimeSpan time)
    {
        if (!OperatingSystem.IsLinux())
        {
            return socket.Poll(time, SelectMode.SelectRead);
        }

        var descriptor = new Descriptor { Socket = (int)socket.Handle, Events = In };
        var nanoseconds = Math.Max(0, time.Ticks) * TimeSpan.NanosecondsPerTick;
        var limit = new Limit { Seconds = (nint)(nanoseconds / 1_000_000_000), Nanoseconds = (nint)(nanoseconds % 1_000_000_000) };
        return Poll(&descriptor, 1, &limit, null) > 0;
    }

    /// <summary>Lets the timers of the calling thread be exact; by default the kernel lets them be 50 µs late.</summary>
    public static void SetExactTimers()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint nanoseconds, nuint none, nuint neither, nuint nor);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(Descriptor* descriptors, nuint count, Limit* limit, void* signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int Socket;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
