using System.Reflection;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>Counts the bytes of all arrays that an object of ours holds, itself or by what it refers to.</summary>
internal static class HeldBytes
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static long Of(object root)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new([root]);
        var bytes = 0L;
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at))
            {
                continue;
            }

            foreach (var held in at is Array array ? Elements(array, ref bytes) : FieldsOf(at))
            {
                if (held is Array || IsOurs(held.GetType()))
                {
                    open.Push(held);
                }
            }
        }

        return bytes;
    }

    private static IEnumerable<object> Elements(Array array, ref long bytes)
    {
        var element = array.GetType().GetElementType()!;
        bytes += array.LongLength * RuntimeHelpers.SizeOf(element.TypeHandle);
        return element.IsPrimitive || (element.IsValueType && !HoldsReferences(element)) ? [] : array.Cast<object?>().OfType<object>();
    }

    private static IEnumerable<object> FieldsOf(object at)
    {
        for (var type = at.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Fields).Where(f => !f.FieldType.IsPrimitive))
            {
                if (field.GetValue(at) is { } value)
                {
                    yield return value;
                }
            }
        }
    }

    private static bool HoldsReferences(Type type) =>
        type.GetFields(Fields).Any(f => !f.FieldType.IsPrimitive && !f.FieldType.IsEnum && (!f.FieldType.IsValueType || HoldsReferences(f.FieldType)));

    // What lists are made of is ours as well; everything else that is not is small, or nobody's alone.
    private static bool IsOurs(Type type) => type.Assembly == typeof(HeldBytes).Assembly || type.Namespace is "System.Collections.Generic" or "System.Collections.ObjectModel";
}
