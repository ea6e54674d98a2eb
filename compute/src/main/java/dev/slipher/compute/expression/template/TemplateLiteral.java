package dev.slipher.compute.expression.template;

/**
 * Literal text that begins somewhere in a template: what stands between two quotation marks, or one character that
 * begins no pattern.
 *
 * @param end where the template goes on
 * @param quoted whether it stood in quotation marks, so that it is text even if it looks like a separator
 */
record TemplateLiteral(String text, int end, boolean quoted) {
    /** Returns the literal at a place where no pattern begins. */
    static TemplateLiteral at(String template, int at) {
        if (template.charAt(at) == '"') {
            return quotedAt(template, at + 1);
        }
        int start = template.startsWith("\\\"", at) ? at + 1 : at;
        int end = template.offsetByCodePoints(start, 1);
        return new TemplateLiteral(template.substring(start, end), end, false);
    }

    /** The closing mark may be missing; a backslash takes its meaning from what follows it. */
    private static TemplateLiteral quotedAt(String template, int from) {
        var text = new StringBuilder();
        int at = from;
        while (at < template.length() && template.charAt(at) != '"') {
            if (template.charAt(at) == '\\' && at + 1 < template.length()) {
                at++;
            }
            text.append(template.charAt(at++));
        }
        return new TemplateLiteral(text.toString(), Math.min(at + 1, template.length()), true);
    }
}
