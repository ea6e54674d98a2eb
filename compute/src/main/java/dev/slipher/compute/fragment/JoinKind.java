package dev.slipher.compute.fragment;

/** What a {@link PlanNode.Join} puts out. */
public enum JoinKind {
    /** Pairs that match: probe columns, then build columns. */
    INNER,
    /** As INNER, and probe rows without a match with null build columns. */
    LEFT,
    /** As INNER, and build rows without a match with null probe columns. */
    RIGHT,
    /** LEFT and RIGHT together. */
    FULL,
    /** Probe rows with a match, once; probe columns only. */
    SEMI,
    /** Probe rows without a match; null keys never match, so such rows are put out. */
    ANTI,
    /** Build rows with a match, once; build columns only. SEMI with the sides exchanged. */
    RIGHT_SEMI,
    /** Build rows without a match; build columns only. ANTI with the sides exchanged. */
    RIGHT_ANTI,
    /**
     * All probe rows, and a BOOLEAN: true if a match exists; else null if a comparison was unknown (a null key on
     * either side, of a build side that is not empty), else false: the value of {@code probe IN (build)}.
     */
    MARK;

    /** Returns whether build rows are put out because of all probe rows that they met or did not meet. */
    public boolean decidesBuildRows() {
        return switch (this) {
            case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI -> true;
            case INNER, LEFT, SEMI, ANTI, MARK -> false;
        };
    }
}
