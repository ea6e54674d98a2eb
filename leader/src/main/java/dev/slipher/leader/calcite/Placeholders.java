package dev.slipher.leader.calcite;

/** Names that no user can write, which the parser puts where a keyword stands in for an expression. */
public final class Placeholders {
    /** GROUP BY ALL. */
    public static final String GROUP_BY_ALL = "$all";

    /** DEFAULT as a new value in UPDATE. */
    public static final String DEFAULT_VALUE = "$default";

    private Placeholders() {}
}
