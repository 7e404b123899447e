using System.Buffers.Text;
using System.Text;

namespace FedMl.Features.Discovery;

/// <summary>Tells where a page ended: the last asset on it, so that pages hold whatever comes and goes between them.</summary>
internal static class PageToken
{
    private const char Separator = '\0';
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(ListedAsset last) => Base64Url.EncodeToString(Utf8.GetBytes(last.Space + Separator + last.Name));

    /// <returns>Null where it is no token of ours.</returns>
    public static ListedAsset? TryRead(string token)
    {
        try
        {
            return Utf8.GetString(Base64Url.DecodeFromChars(token)).Split(Separator) is [var space, var name] ? new ListedAsset(space, name, "") : null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
