namespace FedMl.Features.Duckdb;

/// <summary>
/// Makes sure that a declared expression ends where it ends: parentheses balance, and no comment, second statement or
/// open quote reaches into the statement around it.
/// </summary>
internal static class ExpressionText
{
    /// <summary>What is wrong, or null.</summary>
    public static string? FindFault(string expression)
    {
        var depth = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            var next = i + 1 < expression.Length ? expression[i + 1] : '\0';
            switch (expression[i])
            {
                case '\'' when i > 0 && expression[i - 1] is 'e' or 'E':
                    return "holds a quote right after the letter e, which would start a text with escapes";
                case '\'' or '"':
                    i = expression.IndexOf(expression[i], i + 1);
                    if (i < 0)
                    {
                        return "a quote is not closed";
                    }

                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth < 0:
                    return "a parenthesis is closed that was not opened";
                case ';':
                    return "holds a semicolon";
                case '-' when next == '-':
                case '/' when next == '*':
                    return "holds a comment";
                case '$':
                    return "holds a dollar sign";
                case '?':
                    return "holds a question mark";
            }
        }

        return depth == 0 ? null : "a parenthesis is not closed";
    }
}
