package dev.slipher.compute.operator.write;

/** Where values of a table's IDENTITY columns are drawn from; for several threads. */
@FunctionalInterface
public interface IdentitySource {
    /** Draws {@code count} values of a column, and returns how many were drawn before. */
    long draw(int columnId, long count);
}
