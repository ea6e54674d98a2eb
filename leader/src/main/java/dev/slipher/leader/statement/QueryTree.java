package dev.slipher.leader.statement;

/** A parsed query or list of expressions, opaque outside the parser's package, whose planner takes it apart. */
public interface QueryTree {
    /** Returns the query's text as written. */
    SourceText source();

    /** Returns the highest {@code $n} in it, 0 if there is none. */
    int parameterCount();
}
