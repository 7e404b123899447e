using System.Text.RegularExpressions;

namespace FedMl.Features.Expressions.Syntax;

/// <summary>Takes a text apart into tokens.</summary>
internal static partial class Lexer
{
    /// <exception cref="SyntaxException">Something that is no token.</exception>
    public static IReadOnlyList<Token> Read(string text)
    {
        List<Token> tokens = [];
        for (var match = Pattern().Match(text); match.Length > 0; match = match.NextMatch())
        {
            var group = match.Groups.Values.Skip(1).First(group => group.Success);
            var at = match.Index + 1;
            switch (group.Name)
            {
                case "blank":
                    break;
                case "name":
                    tokens.Add(new Token(TokenKind.Name, match.Value, at));
                    break;
                case "number":
                    tokens.Add(new Token(TokenKind.Number, match.Value, at));
                    break;
                case "quoted":
                    tokens.Add(new Token(TokenKind.QuotedName, match.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal), at));
                    break;
                case "text":
                    tokens.Add(new Token(TokenKind.Text, match.Value[1..^1].Replace("''", "'", StringComparison.Ordinal), at));
                    break;
                case "symbol":
                    tokens.Add(new Token(TokenKind.Symbol, match.Value == "!=" ? "<>" : match.Value, at));
                    break;
                default:
                    throw new SyntaxException(at, Describe(match.Value));
            }
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static string Describe(string wrong) => wrong switch
    {
        "--" or "/*" => "a comment is not possible",
        "'" or "\"" => "a quote is not closed",
        _ => $"'{wrong}' is no part of an expression",
    };

    // A number must not run into a name: 1e, 2x.
    [GeneratedRegex(
        """
        \G(?:(?<blank>\s+)
        |(?<wrong>--|/\*)
        |(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\p{L}\p{N}_.]))
        |(?<name>[\p{L}_][\p{L}\p{N}_]*)
        |(?<quoted>"(?:[^"]|"")+")
        |(?<text>'(?:[^']|'')*')
        |(?<symbol>\|\||<=|>=|<>|!=|[-+*/()=<>,.])
        |(?<wrong>[\uD800-\uDBFF][\uDC00-\uDFFF]|.))
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
